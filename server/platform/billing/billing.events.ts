import { z } from 'zod';
import { defineEvents } from '@/server/shared/events';
import { zId } from '@/server/shared/ids';

/** Events of billing. They never leave this folder as definitions: nobody else publishes them. */
export const billingEvents = defineEvents('billing', {
  balance_changed: {
    version: 1,
    payload: z.object({ organization_id: zId('org'), balance_state: z.string(), previous_state: z.string() }),
  },
  metered: {
    version: 1,
    payload: z.object({ organization_id: zId('org'), through: z.iso.datetime() }),
  },
});
