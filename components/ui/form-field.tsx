'use client';
import { CircleAlert } from 'lucide-react';
import { createContext, use, useId, type AriaAttributes, type ReactNode } from 'react';
import { cn } from './cn';

type FieldControl = { id: string; describedBy: string | undefined; invalid: boolean; required: boolean };

const FieldContext = createContext<FieldControl | null>(null);

type ControlProps = {
  id?: string;
  required?: boolean;
  'aria-describedby'?: string;
  'aria-invalid'?: AriaAttributes['aria-invalid'];
};

/** Attributes that tie a control to the FormField around it; what the control was given itself wins. */
export function useFieldControl<P extends ControlProps>(props: P): P {
  const field = use(FieldContext);
  if (!field) return props;
  return {
    ...props,
    id: props.id ?? field.id,
    required: props.required ?? (field.required || undefined),
    'aria-describedby': props['aria-describedby'] ?? field.describedBy,
    'aria-invalid': props['aria-invalid'] ?? (field.invalid || undefined),
  };
}

export type FormFieldProps = {
  label: ReactNode;
  children: ReactNode;
  help?: ReactNode;
  /** The server's word on this field. */
  error?: string | null;
  required?: boolean;
  /** Says "optional" beside the label; use where most fields are required. */
  optional?: boolean;
  /** Something at the right end of the label's line, such as a link. */
  aside?: ReactNode;
  id?: string;
  className?: string;
};

/** Label, control, help and error of one field. The control inside is tied to them by itself. */
export function FormField(props: FormFieldProps) {
  const { label, children, help, error, required = false, optional, aside, className } = props;
  const generated = useId();
  const id = props.id ?? generated;
  const helpId = `${id}-help`;
  const errorId = `${id}-error`;
  const describedBy = [error && errorId, help && helpId].filter(Boolean).join(' ') || undefined;
  return (
    <div className={cn('flex min-w-0 flex-col gap-1.5', className)}>
      <div className="flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="text-13 font-medium">
          {label}
          {optional && <span className="ml-1.5 text-12 font-normal text-faint">optional</span>}
        </label>
        {aside && <div className="text-12 text-muted">{aside}</div>}
      </div>
      <FieldContext value={{ id, describedBy, invalid: Boolean(error), required }}>{children}</FieldContext>
      {error && (
        <p id={errorId} className="flex items-start gap-1.5 text-12 text-danger">
          <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          {error}
        </p>
      )}
      {help && (
        <p id={helpId} className="text-12 text-faint">
          {help}
        </p>
      )}
    </div>
  );
}

/** A group of controls under one question. */
export function FieldGroup({ legend, help, children }: { legend: ReactNode; help?: ReactNode; children: ReactNode }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1.5 text-13 font-medium">{legend}</legend>
      {help && <p className="-mt-1 mb-1 text-12 text-faint">{help}</p>}
      {children}
    </fieldset>
  );
}
