'use client';
import { Check, Minus } from 'lucide-react';
import { Checkbox as Primitive, Switch as SwitchPrimitive } from 'radix-ui';
import { useId, type ReactNode } from 'react';
import { cn } from './cn';
import { useFieldControl } from './form-field';

export type CheckboxProps = {
  checked: boolean | 'indeterminate';
  onCheckedChange: (checked: boolean) => void;
  /** Words beside it. Without them give `label`. */
  children?: ReactNode;
  help?: ReactNode;
  label?: string;
  disabled?: boolean;
  name?: string;
  id?: string;
};

/** Yes or no, sent with the rest of the form. `indeterminate` stands for "some". */
export function Checkbox({ checked, onCheckedChange, children, help, label, ...props }: CheckboxProps) {
  const generated = useId();
  const control = useFieldControl<{ id?: string }>({ id: props.id });
  const id = control.id ?? generated;
  const box = (
    <Primitive.Root
      {...control}
      id={id}
      checked={checked}
      onCheckedChange={(next) => onCheckedChange(next === true)}
      disabled={props.disabled}
      name={props.name}
      aria-label={label}
      aria-describedby={help ? `${id}-note` : undefined}
      className="relative grid size-4 shrink-0 place-items-center rounded-sm border border-control bg-surface text-on-accent transition-colors duration-150 before:absolute before:-inset-1 hover:border-muted disabled:border-line disabled:bg-sunken disabled:data-[state=checked]:border-line disabled:data-[state=checked]:bg-control data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent"
    >
      <Primitive.Indicator>
        {checked === 'indeterminate' ? (
          <Minus aria-hidden className="size-3" />
        ) : (
          <Check aria-hidden className="size-3" strokeWidth={3} />
        )}
      </Primitive.Indicator>
    </Primitive.Root>
  );
  if (!children) return box;
  return <Beside id={id} box={box} words={children} help={help} disabled={props.disabled} />;
}

export type SwitchProps = Omit<CheckboxProps, 'checked'> & { checked: boolean };

/** On or off, in force at once. */
export function Switch({ checked, onCheckedChange, children, help, label, ...props }: SwitchProps) {
  const generated = useId();
  const control = useFieldControl<{ id?: string }>({ id: props.id });
  const id = control.id ?? generated;
  const box = (
    <SwitchPrimitive.Root
      {...control}
      id={id}
      checked={checked}
      onCheckedChange={onCheckedChange}
      disabled={props.disabled}
      name={props.name}
      aria-label={label}
      aria-describedby={help ? `${id}-note` : undefined}
      className="relative inline-flex h-4 w-7 shrink-0 items-center rounded-full border border-control bg-sunken transition-colors duration-150 before:absolute before:-inset-1 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <SwitchPrimitive.Thumb className="block size-2.5 translate-x-0.5 rounded-full bg-muted transition-transform duration-150 data-[state=checked]:translate-x-3.5 data-[state=checked]:bg-on-accent" />
    </SwitchPrimitive.Root>
  );
  if (!children) return box;
  return <Beside id={id} box={box} words={children} help={help} disabled={props.disabled} />;
}

type BesideProps = { id: string; box: ReactNode; words: ReactNode; help?: ReactNode; disabled?: boolean };

function Beside({ id, box, words, help, disabled }: BesideProps) {
  return (
    <div className="flex items-start gap-2.5">
      <span className="flex h-5 items-center">{box}</span>
      <div className="min-w-0">
        <label htmlFor={id} className={cn('text-13', disabled && 'text-faint')}>
          {words}
        </label>
        {help && (
          <p id={`${id}-note`} className="text-12 text-faint">
            {help}
          </p>
        )}
      </div>
    </div>
  );
}
