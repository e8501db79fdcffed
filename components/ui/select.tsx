'use client';
import { Check, ChevronDown } from 'lucide-react';
import { Select as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { useFieldControl } from './form-field';
import { controlLook } from './input';

/** One choice; `hint` is a quiet second line, `disabled` needs the reason in it. */
export type Option = { value: string; label: string; hint?: ReactNode; disabled?: boolean };

export type SelectProps = {
  value: string;
  onValueChange: (value: string) => void;
  options: readonly Option[];
  placeholder?: string;
  /** Needed only outside a FormField. */
  label?: string;
  disabled?: boolean;
  size?: 'sm' | 'md';
  id?: string;
  name?: string;
  className?: string;
};

/** One of a few known choices. For many or for searching use Combobox. */
export function Select({
  value,
  onValueChange,
  options,
  placeholder = 'Choose',
  label,
  size = 'md',
  ...props
}: SelectProps) {
  const { id, required, ...control } = useFieldControl<{ id?: string; required?: boolean }>({ id: props.id });
  const chosen = options.find((option) => option.value === value);
  return (
    <Primitive.Root
      value={value}
      onValueChange={onValueChange}
      disabled={props.disabled}
      name={props.name}
      required={required}
    >
      <Primitive.Trigger
        id={id}
        aria-label={label}
        {...control}
        className={cn(
          controlLook,
          'inline-flex items-center justify-between gap-2 text-left data-placeholder:text-faint',
          size === 'sm' ? 'h-7 px-2 text-13' : 'h-8 px-2.5',
          props.className,
        )}
      >
        <span className="min-w-0 truncate">
          <Primitive.Value placeholder={placeholder}>{chosen?.label}</Primitive.Value>
        </span>
        <Primitive.Icon>
          <ChevronDown aria-hidden className="size-4 text-faint" />
        </Primitive.Icon>
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-80 min-w-(--radix-select-trigger-width) animate-rise-in overflow-hidden rounded border border-strong bg-raised shadow-overlay"
        >
          <Primitive.Viewport className="p-1">
            {options.map((option) => (
              <SelectItem key={option.value} option={option} />
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

function SelectItem({ option }: { option: Option }) {
  return (
    <Primitive.Item
      value={option.value}
      textValue={option.label}
      disabled={option.disabled}
      className="relative flex min-h-7 cursor-default flex-col justify-center rounded-sm py-1 pr-8 pl-2 text-13 outline-none data-disabled:text-faint data-highlighted:bg-hover"
    >
      <Primitive.ItemText>
        {option.label}
        {option.hint && <span className="block text-12 text-faint">{option.hint}</span>}
      </Primitive.ItemText>
      <Primitive.ItemIndicator className="absolute right-2">
        <Check aria-hidden className="size-4 text-accent-ink" />
      </Primitive.ItemIndicator>
    </Primitive.Item>
  );
}
