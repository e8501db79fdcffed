import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

import { readProcess } from '../host/processes';
import type { TestRuntime } from './test-runtime';

const pollMs = 10;
const processSchema = z.object({ pid: z.int() });
const recordSchema = z.object({ sandbox: processSchema, init: processSchema });

/** Process numbers of a workspace as journaled: the outer one of its sandbox, and the first one inside. */
export function processesOf(runtime: TestRuntime, workspaceId: string): { outer: number; first: number } {
  const file = path.join(runtime.dataFolder, 'runtime', 'workspaces', `${workspaceId}.json`);
  const { sandbox, init } = recordSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { outer: sandbox.pid, first: init.pid };
}

/** Resolves once no such process lives. */
export async function untilGone(pid: number): Promise<void> {
  while (readProcess(pid) !== undefined) await new Promise((resolve) => setTimeout(resolve, pollMs));
}
