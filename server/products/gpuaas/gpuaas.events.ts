import { z } from 'zod';
import { defineEvents } from '@/server/shared/events';
import { ALLOCATION_STATES } from './allocations/allocation.types';

/** Events of this product. They name what changed; who hears one reads the current state with their own rights. */
export const gpuaasEvents = defineEvents('gpuaas', {
  /** A state move, or a step of the timeline. */
  allocation_changed: {
    version: 1,
    payload: z.object({
      allocation_id: z.string(),
      project_id: z.string(),
      state: z.enum(ALLOCATION_STATES),
      version: z.number().int(),
    }),
  },
  /** New samples of these allocations of one project. */
  metrics_sampled: { version: 1, payload: z.object({ project_id: z.string(), allocation_ids: z.array(z.string()) }) },
  /** Free capacity or the state of a node changed. */
  fleet_changed: { version: 1, payload: z.object({ node_id: z.string() }) },
});
