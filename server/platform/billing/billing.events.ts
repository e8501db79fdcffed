import { z } from 'zod';
import { defineEvents } from '@/server/shared/events';
import { zId } from '@/server/shared/ids';
import { TRANSACTION_KINDS } from './ledger/ledger.types';

/** Events of billing. They never leave this folder as definitions: nobody else publishes them. */
export const billingEvents = defineEvents('billing', {
  balance_changed: {
    version: 1,
    payload: z.object({ organization_id: zId('org'), balance_state: z.string(), previous_state: z.string() }),
  },
  /** Money moved. Told to the organization, and to each project that the transaction names. */
  posted: {
    version: 1,
    payload: z.object({
      organization_id: zId('org'),
      transaction_id: zId('ltx'),
      kind: z.enum(TRANSACTION_KINDS),
      project_id: zId('prj').optional(),
    }),
  },
  /** Usage was recorded that posts nothing: it has no price, or costs less than a micro so far. Told to its project. */
  metered: {
    version: 1,
    payload: z.object({ organization_id: zId('org'), project_id: zId('prj'), through: z.iso.datetime() }),
  },
  /** A budget was set or taken away. Told to the organization and to every project under it. */
  budget_set: {
    version: 1,
    payload: z.object({
      organization_id: zId('org'),
      scope_kind: z.enum(['organization', 'department', 'project']),
      scope_id: z.string(),
    }),
  },
});
