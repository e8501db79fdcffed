'use client';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { Banner } from './banner';
import { Button } from './button';
import { cn } from './cn';
import { useUnsavedChanges } from './use-unsaved-changes';

/** The server's word on a form: one sentence for the whole, and one per field by name. */
export type FormErrors = {
  form?: string;
  correlationId?: string;
  fields?: Readonly<Record<string, string | undefined>>;
};

export type FormProps = {
  onSubmit: () => void | Promise<void>;
  errors?: FormErrors | null;
  children: ReactNode;
  /** Makes the two buttons of a plain form: "Cancel", which calls `onCancel`, and the main one with this label. */
  submitLabel?: string;
  /** Any other buttons, the main one last and of type "submit". */
  actions?: ReactNode;
  onCancel?: () => void;
  /** Whether leaving loses something. Without it: once something was typed, until it is sent. `false` never asks. */
  dirty?: boolean;
  label?: string;
  className?: string;
};

/**
 * A form that is sent once: further submits are ignored until the promise settles. After an answer with errors the first
 * invalid field gets the focus. Enter sends, Escape calls `onCancel`. Who leaves with typed text is asked first.
 */
export function Form(props: FormProps) {
  const { onSubmit, errors, children, actions, submitLabel, onCancel, dirty, label, className } = props;
  const element = useRef<HTMLFormElement>(null);
  const sending = useRef(false);
  const refocus = useRef(false);
  const typed = useRef(false);
  const [busy, setBusy] = useState(false);
  const sent = useRef(false);
  useUnsavedChanges(() => {
    if (sending.current || !(dirty ?? typed.current)) return false;
    const isRefused = Boolean(errors?.form) || element.current?.querySelector('[aria-invalid="true"]') != null;
    return !sent.current || isRefused;
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (sending.current) return;
    sending.current = true;
    refocus.current = false;
    setBusy(true);
    try {
      await onSubmit();
    } finally {
      sending.current = false;
      sent.current = true;
      refocus.current = true;
      setBusy(false);
    }
  };
  // Whichever commit brings the errors of this answer to the screen moves the focus, once.
  useEffect(() => {
    if (!errors || !refocus.current) return;
    const invalid = element.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (!invalid) return;
    refocus.current = false;
    invalid.focus();
  });
  return (
    <form
      ref={element}
      noValidate
      aria-label={label}
      aria-busy={busy || undefined}
      onSubmit={(event) => void submit(event)}
      onInput={(event) => {
        // What is typed into the search of a chooser arrives here too, from its overlay; it is no entry.
        if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return;
        typed.current = true;
        sent.current = false;
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onCancel?.();
      }}
      className={cn('flex flex-col gap-5', className)}
    >
      {errors?.form && (
        <Banner tone="danger">
          {errors.form}
          {errors.correlationId && (
            <span className="block font-mono text-12 text-faint select-all">{errors.correlationId}</span>
          )}
        </Banner>
      )}
      {children}
      {(actions ?? submitLabel) && (
        <div className="flex flex-wrap justify-end gap-2 pt-1">
          {actions ?? (
            <>
              <Button onClick={onCancel}>Cancel</Button>
              <Button type="submit" variant="primary" busy={busy}>
                {submitLabel}
              </Button>
            </>
          )}
        </div>
      )}
    </form>
  );
}
