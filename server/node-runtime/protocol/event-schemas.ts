import { z } from 'zod';

import { cleanupProofSchema, exitDiscoveredAt, exitReasons } from './task-schemas';

const common = {
  /** The runtime's own identity. It changes when its state folder was lost; sequences then start again at 1. */
  nodeId: z.string(),
  /** 1, 2, 3, … without holes. */
  sequence: z.int().min(1),
  /** When it happened, as far as that is known; an event that is reported late carries an earlier time than the one before it. */
  at: z.iso.datetime(),
  workspaceId: z.string(),
};

/**
 * A fact that the runtime observed and signed. `workspace_started` and `workspace_exited` bound what may be billed;
 * `workspace_released` is the proof that a slot is free, or why it is not.
 */
export const runtimeEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('workspace_started'), ...common }),
  z.object({
    type: z.literal('workspace_exited'),
    ...common,
    code: z.int().nullable(),
    reason: z.enum(exitReasons),
    discoveredAt: exitDiscoveredAt,
  }),
  z.object({ type: z.literal('workspace_out_of_memory'), ...common, kills: z.int().min(1) }),
  z.object({ type: z.literal('workspace_released'), ...common, proof: cleanupProofSchema }),
  z.object({
    type: z.literal('pty_exited'),
    ...common,
    ptyId: z.string(),
    code: z.int(),
    signal: z.int().nullable(),
  }),
]);
export type RuntimeEvent = z.infer<typeof runtimeEventSchema>;

type DistributiveOmit<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never;

/** An event before the journal gives it its node, sequence and time. */
export type RuntimeEventBody = DistributiveOmit<RuntimeEvent, 'nodeId' | 'sequence' | 'at'>;

/** Events kept for replay. A subscriber that asks for older ones sees so from `oldestSequence`, and must reconcile by `list`. */
export const eventsKeptMax = 10_000;
