'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Id } from '@/server/shared/ids';
import { useTRPC } from '@/components/trpc/client';
import { fieldErrorsOf, messageOf, wireErrorOf } from '@/components/trpc/wire-error';
import { Dialog } from '@/components/ui/dialog';
import { Form } from '@/components/ui/form';
import { FormField } from '@/components/ui/form-field';
import { Input, Textarea } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import { toast } from '@/components/ui/toast';
import { newIdempotencyKey } from '@/components/trpc/idempotency-key';
import { parseAmount } from './amount';

type AdjustDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  organization: { id: Id<'org'>; name: string };
  currency: string;
};

/** Puts money into an account or takes it out, with a reason that stays in the ledger and the audit trail. */
export function AdjustDialog({ open, onOpenChange, organization, currency }: AdjustDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Adjust balance"
      description={`Books an adjustment to ${organization.name}. It can be reversed, but never removed.`}
    >
      <AdjustForm organizationId={organization.id} currency={currency} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

const REASON_LENGTH_MIN = 10;

function AdjustForm({
  organizationId,
  currency,
  onDone,
}: {
  organizationId: Id<'org'>;
  currency: string;
  onDone: () => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [direction, setDirection] = useState('add');
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [tried, setTried] = useState(false);
  const adjust = useMutation(trpc.billing.account.adjust.mutationOptions());
  const micros = parseAmount(amount);
  const amountError =
    micros === undefined || micros === 0n ? 'Enter an amount above zero, such as 250 or 12.50.' : undefined;
  const reasonError =
    reason.trim().length < REASON_LENGTH_MIN ? 'Give a reason of at least ten characters.' : undefined;
  const said = fieldErrorsOf(adjust.error);
  const submit = async () => {
    setTried(true);
    if (amountError || reasonError || micros === undefined) return;
    const amountMicros = direction === 'add' ? micros : -micros;
    const done = await adjust
      .mutateAsync({ organizationId, amountMicros, reason, idempotencyKey })
      .catch(() => undefined);
    if (!done) return;
    await queryClient.invalidateQueries(trpc.billing.pathFilter());
    toast.ok(`Booked as transaction ${done.seq.toString()}`);
    onDone();
  };
  return (
    <Form
      label="Adjust balance"
      onSubmit={submit}
      onCancel={onDone}
      errors={{
        ...(adjust.error && { form: messageOf(adjust.error), correlationId: wireErrorOf(adjust.error)?.correlationId }),
        fields: said,
      }}
      submitLabel={direction === 'add' ? 'Add money' : 'Take money out'}
    >
      <Segmented
        label="Direction"
        value={direction}
        onValueChange={setDirection}
        options={[
          { value: 'add', label: 'Add' },
          { value: 'remove', label: 'Take out' },
        ]}
      />
      <FormField label="Amount" required error={said['amountMicros'] ?? (tried ? amountError : undefined)}>
        <Input
          mono
          inputMode="decimal"
          suffix={currency}
          value={amount}
          onChange={(event) => setAmount(event.target.value)}
        />
      </FormField>
      <FormField
        label="Reason"
        required
        help="Stands in the ledger and the audit trail for ever."
        error={said['reason'] ?? (tried ? reasonError : undefined)}
      >
        <Textarea value={reason} rows={3} onChange={(event) => setReason(event.target.value)} />
      </FormField>
    </Form>
  );
}
