'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { BudgetView } from '@/server/platform/billing';
import { microsToDecimal } from '@/components/format/money';
import { useTRPC } from '@/components/trpc/client';
import { fieldErrorsOf, messageOf, wireErrorOf } from '@/components/trpc/wire-error';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { Dialog } from '@/components/ui/dialog';
import { Form } from '@/components/ui/form';
import { FormField } from '@/components/ui/form-field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toast';
import { newIdempotencyKey } from '@/components/trpc/idempotency-key';
import { parseAmount } from './amount';
import type { BillingPlace } from './billing-place';

type BudgetDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  place: BillingPlace;
  view: BudgetView;
};

/** Sets, changes or takes away the monthly budget of a place. */
export function BudgetDialog({ open, onOpenChange, place, view }: BudgetDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Monthly budget"
      description={`Counts from the first of each month, ${view.timeZone}. What runs already is not stopped by it.`}
    >
      <BudgetForm place={place} view={view} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function BudgetForm({ place, view, onDone }: Pick<BudgetDialogProps, 'place' | 'view'> & { onDone: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [amount, setAmount] = useState(view.budget ? microsToDecimal(view.budget.micros) : '');
  const [isHard, setHard] = useState(view.isHard);
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [removalKey] = useState(newIdempotencyKey);
  const [tried, setTried] = useState(false);
  const set = useMutation(trpc.billing.budget.set.mutationOptions());
  const micros = parseAmount(amount);
  const said = fieldErrorsOf(set.error);
  const amountError = micros === undefined ? 'Enter an amount, such as 500 or 12.50.' : undefined;
  const send = async (amountMicros: bigint | null, key: string) => {
    try {
      await set.mutateAsync({ ...place, amountMicros, isHard, idempotencyKey: key });
    } catch {
      return;
    }
    await queryClient.invalidateQueries(trpc.billing.pathFilter());
    toast.ok(amountMicros === null ? 'Budget removed' : 'Budget set');
    onDone();
  };
  return (
    <Form
      label="Monthly budget"
      onSubmit={async () => {
        setTried(true);
        if (micros !== undefined) await send(micros, idempotencyKey);
      }}
      onCancel={onDone}
      errors={{
        ...(set.error && { form: messageOf(set.error), correlationId: wireErrorOf(set.error)?.correlationId }),
        fields: said,
      }}
      actions={
        <>
          {view.budget && (
            <Button variant="danger-quiet" onClick={() => void send(null, removalKey)}>
              Remove budget
            </Button>
          )}
          <Button onClick={onDone}>Cancel</Button>
          <Button type="submit" variant="primary" busy={set.isPending}>
            Set budget
          </Button>
        </>
      }
    >
      <FormField label="Amount per month" required error={said['amountMicros'] ?? (tried ? amountError : undefined)}>
        <Input
          mono
          inputMode="decimal"
          suffix={view.currency}
          value={amount}
          onChange={(event) => setAmount(event.target.value)}
        />
      </FormField>
      <Checkbox
        checked={isHard}
        onCheckedChange={(checked) => setHard(checked === true)}
        help="A launch whose first hour does not fit is told so. Otherwise the budget only shows."
      >
        Refuse launches beyond it
      </Checkbox>
    </Form>
  );
}
