import { z } from 'zod';
import { defineEvents } from '@/server/shared/events';

/** Tells gateways and screens that a way into a workload opened or closed. */
export const surfaceEvents = defineEvents('runtime', {
  surface_opened: {
    version: 1,
    payload: z.object({ surface_id: z.string(), kind: z.string(), name: z.string() }),
  },
  surface_closed: {
    version: 1,
    payload: z.object({ surface_id: z.string(), kind: z.string(), name: z.string(), reason: z.string() }),
  },
});
