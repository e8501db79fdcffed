import { z } from 'zod';
import type { TerminalTarget } from './backend.types';

const targetSchema = z.object({
  driver: z.string().min(1),
  workspaceId: z.string().min(1),
  nodeId: z.string().optional(),
});

/** Reads a terminal surface's target. Throws a ZodError for one that no driver of ours wrote. */
export function parseTarget(target: unknown): TerminalTarget {
  return targetSchema.parse(target);
}
