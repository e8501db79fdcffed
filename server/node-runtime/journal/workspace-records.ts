import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

import { readText } from '../host/processes';
import {
  cleanupProofSchema,
  provisionInputSchema,
  provisionProgressSchema,
  workspaceStatusSchema,
} from '../protocol/task-schemas';
import { syncFolder, writeFileDurably } from './durable-file';

const processSchema = z.object({ pid: z.int().min(1), startTicks: z.int().min(0) });

/** Where a workspace's processes are counted and limited: absolute folders by controller. Empty: nowhere. */
const cgroupFoldersSchema = z.record(z.string(), z.string());
export type CgroupFolders = z.infer<typeof cgroupFoldersSchema>;

/** All that the runtime must know of a workspace to find it again, or to clear it away. Written before the thing it names exists. */
const workspaceRecordSchema = z.object({
  spec: provisionInputSchema,
  state: workspaceStatusSchema.shape.state,
  /** Number of this workspace on this machine, lowest free one; its host user is derived from it. */
  slot: z.int().min(0),
  bootId: z.string(),
  cgroupKind: z.enum(['v1', 'v2', 'none']),
  cgroupFolders: cgroupFoldersSchema,
  runFolder: z.string(),
  listenerPath: z.string(),
  statusFile: z.string(),
  /** An image file, or without root a folder. */
  home: z.object({ path: z.string(), isImage: z.boolean() }),
  /** The outer sandbox process, once started. */
  sandbox: processSchema.nullable(),
  /** Process 1 of the workspace, once known. */
  init: processSchema.nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  exit: workspaceStatusSchema.shape.exit,
  proof: cleanupProofSchema.nullable(),
  progress: z.array(provisionProgressSchema),
  /** Last exit of a PTY that was turned into an event. */
  lastPtyExit: z.int().min(0),
  outOfMemoryKills: z.int().min(0),
});
export type WorkspaceRecord = z.infer<typeof workspaceRecordSchema>;

/** One durable file per workspace. */
export class WorkspaceRecords {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** All records. Throws when one cannot be read: guessing what runs on this machine would be worse than not starting. */
  readAll(): WorkspaceRecord[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => {
        const parsed = workspaceRecordSchema.safeParse(JSON.parse(readText(path.join(this.folder, name)) ?? 'null'));
        if (!parsed.success)
          throw new Error(`The journal of workspace ${name} is damaged: ${z.prettifyError(parsed.error)}`);
        return parsed.data;
      });
  }

  save(record: WorkspaceRecord): void {
    writeFileDurably(this.fileOf(record.spec.workspaceId), JSON.stringify(record));
  }

  remove(workspaceId: string): void {
    rmSync(this.fileOf(workspaceId), { force: true });
    syncFolder(this.folder);
  }

  private fileOf(workspaceId: string): string {
    return path.join(this.folder, `${workspaceId}.json`);
  }
}
