import { defineProduct } from '@/server/platform/registry';

/** What billing brings to the registry. */
export const billingDeclaration = defineProduct({
  name: 'billing',
  title: 'Billing',
  permissions: [
    'billing.account.read',
    'billing.account.adjust',
    'billing.ledger.read',
    'billing.spend.read',
    'billing.budget.read',
    'billing.budget.set',
    'billing.price.read',
  ],
  auditActions: ['billing.account.adjusted', 'billing.transaction.reversed', 'billing.budget.set'],
  meterUnits: [
    'gpu-second',
    'cpu-second',
    'memory-gib-second',
    'volume-gib-hour',
    'app-runtime-hour',
    'request',
    'token',
  ],
});
