import { defineErrors } from '@/server/shared/errors';
import { registerConstraintErrors } from '@/server/shared/db';

const BROKEN = 'The ledger refused this booking. Nothing was booked; give the correlation id to an operator.';

export const billingErrors = defineErrors('billing', {
  insufficient_funds: {
    kind: 'precondition',
    message: 'The balance does not cover this. Add money to the billing account, or choose a smaller amount.',
  },
  budget_exhausted: {
    kind: 'precondition',
    message: 'The budget does not cover this. Release other work, or ask for a larger budget.',
  },
  idempotency_conflict: {
    kind: 'conflict',
    message: 'This key was already used for another booking. Reload the page and try again.',
  },
  already_reversed: {
    kind: 'conflict',
    message: 'This transaction was already reversed. It can be reversed only once.',
  },
  not_reversible: {
    kind: 'precondition',
    message:
      'Only usage and adjustments can be reversed. Holds are released, and a reversal is corrected by an adjustment.',
  },
  usage_corrected: {
    kind: 'conflict',
    message:
      'Part of this usage was given back already, because what it was charged for had stopped earlier. Adjust the balance instead.',
  },
  account_exists: { kind: 'conflict', message: 'This organization already has a billing account.' },
  account_missing: {
    kind: 'precondition',
    message: 'This organization has no billing account yet. Ask an operator to open one.',
  },
  price_unknown: {
    kind: 'precondition',
    message: 'This size has no price at the moment, so it cannot be launched. Ask an operator to publish one.',
  },
  amount_invalid: { kind: 'invalid_input', message: 'The amount must differ from zero and be smaller than a billion.' },
  ledger_refused: { kind: 'internal', message: BROKEN },
  append_only: { kind: 'internal', message: 'Booked rows are never changed or removed.' },
  meter_refused: {
    kind: 'internal',
    message:
      'The meter refused a usage record that does not continue the one before. Nothing was booked; it is tried again.',
  },
});

registerConstraintErrors({
  billing_floor: billingErrors.insufficient_funds,
  billing_idempotency_conflict: billingErrors.idempotency_conflict,
  billing_ledger_transaction_billing_account_id_idempotency_k_key: billingErrors.idempotency_conflict,
  billing_ledger_transaction_reverses_id_key: billingErrors.already_reversed,
  billing_usage_given_back_once: billingErrors.usage_corrected,
  billing_account_known: billingErrors.account_missing,
  billing_account_organization_id_key: billingErrors.account_exists,
  billing_append_only: billingErrors.append_only,
  billing_usage_continuous: billingErrors.meter_refused,
  billing_usage_record_resource_id_unit_start_at_kind_key: billingErrors.meter_refused,
  billing_cursor_derived: billingErrors.meter_refused,
  ...Object.fromEntries(
    [
      'billing_one_currency',
      'billing_transaction_entries',
      'billing_transaction_balanced',
      'billing_reversal_mirrors',
      'billing_rated_is_posted',
      'billing_entry_own_transaction',
      'billing_entry_account',
      'billing_balance_derived',
      'billing_seq_gapless',
      'billing_usage_own_transaction',
      'billing_usage_gives_back',
      'billing_department_follows',
      'billing_price_book_immutable',
    ].map((constraint) => [constraint, billingErrors.ledger_refused]),
  ),
});
