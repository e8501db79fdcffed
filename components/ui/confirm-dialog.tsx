'use client';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Banner } from './banner';
import { Button } from './button';
import { Dialog } from './dialog';
import { FormField } from './form-field';
import { Input } from './input';

export type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The act as a question: "Release training-a?" */
  title: string;
  /** What will happen, and to whom. */
  consequence: ReactNode;
  /** The verb on the button: "Release". */
  confirmLabel: string;
  /** For what cannot be undone: the name that must be typed. */
  typeName?: string;
  /** Colours the button; acts that destroy are `danger`. */
  tone?: 'danger' | 'neutral';
  /** May reject: the dialog then stays open and the caller's `error` is shown. */
  onConfirm: () => void | Promise<void>;
  busy?: boolean;
  error?: string | null;
  /** Further fields, such as a reason. */
  children?: ReactNode;
};

/** Asks before an act that costs or destroys. Enter confirms, Escape leaves everything as it is. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onOpenChange, title, consequence, confirmLabel, typeName, tone = 'danger', onConfirm, error } = props;
  const [typed, setTyped] = useState('');
  const [pending, setPending] = useState(false);
  const busy = pending || Boolean(props.busy);
  const unproven = typeName !== undefined && typed.trim() !== typeName;
  const change = (next: boolean) => {
    setTyped('');
    onOpenChange(next);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (busy || unproven) return;
    setPending(true);
    try {
      await onConfirm();
    } finally {
      setPending(false);
    }
  };
  return (
    <Dialog open={open} onOpenChange={change} title={title} description={consequence} size="sm">
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        {props.children}
        {typeName !== undefined && (
          <FormField
            label={
              <>
                Type <span className="font-mono text-13 select-all">{typeName}</span> to confirm
              </>
            }
          >
            <Input mono value={typed} onChange={(event) => setTyped(event.target.value)} autoFocus spellCheck={false} />
          </FormField>
        )}
        {error && <Banner tone="danger">{error}</Banner>}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={() => change(false)}>Cancel</Button>
          <Button
            type="submit"
            variant={tone === 'danger' ? 'danger' : 'primary'}
            busy={busy}
            disabledReason={unproven ? 'Type the name first' : undefined}
          >
            {confirmLabel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
