'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TransactionDetail } from '@/server/platform/billing';
import type { Id } from '@/server/shared/ids';
import { useTRPC } from '@/components/trpc/client';
import { fieldErrorsOf, messageOf, wireErrorOf } from '@/components/trpc/wire-error';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Form } from '@/components/ui/form';
import { FormField } from '@/components/ui/form-field';
import { Textarea } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { newIdempotencyKey } from '@/components/trpc/idempotency-key';

type ReverseDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  organizationId: Id<'org'>;
  transaction: TransactionDetail;
};

/** Whether a transaction is of a kind that can be taken back, and was not yet. */
export function isReversible({ kind, reversedById }: TransactionDetail): boolean {
  return (kind === 'usage' || kind === 'adjustment') && reversedById === null;
}

/** Takes a transaction back in full, by another one that names it. */
export function ReverseDialog({ open, onOpenChange, organizationId, transaction }: ReverseDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Reverse transaction ${transaction.seq.toString()}`}
      description={`${transaction.sentence}. A new transaction takes it back in full; both stay in the ledger.`}
    >
      <ReverseForm organizationId={organizationId} transactionId={transaction.id} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

const reasonLengthMin = 10;

type ReverseFormProps = { organizationId: Id<'org'>; transactionId: Id<'ltx'>; onDone: () => void };

function ReverseForm({ organizationId, transactionId, onDone }: ReverseFormProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const reverse = useMutation(trpc.billing.ledger.reverse.mutationOptions());
  const isShort = reason.trim().length < reasonLengthMin;
  const said = fieldErrorsOf(reverse.error);
  const submit = async () => {
    setTried(true);
    if (isShort) return;
    const input = { organizationId, transactionId, reason, idempotencyKey };
    const done = await reverse.mutateAsync(input).catch(() => undefined);
    if (!done) return;
    await queryClient.invalidateQueries(trpc.billing.pathFilter());
    toast.ok(`Reversed by transaction ${done.seq.toString()}`);
    onDone();
  };
  return (
    <Form
      label="Reverse transaction"
      onSubmit={submit}
      onCancel={onDone}
      errors={{
        ...(reverse.error && {
          form: messageOf(reverse.error),
          correlationId: wireErrorOf(reverse.error)?.correlationId,
        }),
        fields: said,
      }}
      actions={
        <>
          <Button onClick={onDone}>Cancel</Button>
          <Button type="submit" variant="danger" busy={reverse.isPending}>
            Reverse transaction
          </Button>
        </>
      }
    >
      <FormField
        label="Reason"
        required
        help="Stands in the ledger and the audit trail for ever."
        error={said['reason'] ?? (tried && isShort ? 'Give a reason of at least ten characters.' : undefined)}
      >
        <Textarea value={reason} rows={3} onChange={(event) => setReason(event.target.value)} />
      </FormField>
    </Form>
  );
}
