import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { z } from 'zod';

import { readText } from '../host/processes';
import { RuntimeError } from '../protocol/errors';
import { parseJsonLines, writeFileDurably } from './durable-file';

const tasksMax = 20_000;
const compactEveryEntries = 5_000;
/** A larger answer is kept in memory only; after a restart its repetition is refused. */
const storedAnswerMaxBytes = 65_536;

const outcomeSchema = z.union([
  z.object({ output: z.unknown() }),
  z.object({ refusal: z.object({ code: z.string(), message: z.string() }) }),
]);
export type TaskOutcome = z.infer<typeof outcomeSchema>;

const entrySchema = z.object({
  taskId: z.string(),
  digest: z.string(),
  expiresAtMs: z.int(),
  /** Null: begun, and the runtime stopped before it was done. */
  outcome: outcomeSchema.nullable(),
});
type Entry = z.infer<typeof entrySchema> & { running?: Promise<TaskOutcome> };

/**
 * Which tasks were executed, until they have expired. The beginning is written before the effect and the outcome after it, so that a
 * repetition has no second effect, also across a restart.
 */
export class TaskLog {
  private readonly entries = new Map<string, Entry>();
  private linesSinceCompaction = 0;
  private descriptor: number;

  constructor(
    private readonly file: string,
    private readonly now: () => number = Date.now,
  ) {
    for (const line of parseJsonLines(readText(file) ?? '')) {
      const entry = entrySchema.safeParse(line).data;
      if (entry !== undefined && entry.expiresAtMs > this.now()) this.entries.set(entry.taskId, entry);
    }
    this.compact();
    this.descriptor = openSync(file, 'a', 0o600);
  }

  /**
   * Runs `effect` once per task. A repetition waits for, or gets, the first run's outcome. Refuses `task_conflict` when the body differs and
   * `replayed` when the outcome is not known, unless the effect is `repeatable`.
   */
  async once(
    task: { taskId: string; body: string; expiresAtMs: number; repeatable: boolean },
    effect: () => Promise<TaskOutcome>,
  ): Promise<TaskOutcome> {
    const digest = createHash('sha256').update(task.body).digest('base64');
    const known = this.entries.get(task.taskId);
    if (known !== undefined && known.digest !== digest) {
      throw new RuntimeError('task_conflict', 'Another task was sent with this task id before.');
    }
    if (known?.running !== undefined) return known.running;
    if (known?.outcome) return known.outcome;
    if (known !== undefined && !task.repeatable) {
      throw new RuntimeError('replayed', 'This task was begun before; how it ended is not known.');
    }
    this.makeRoom();
    const entry: Entry = { taskId: task.taskId, digest, expiresAtMs: task.expiresAtMs, outcome: null };
    this.write(entry);
    entry.running = effect();
    this.entries.set(task.taskId, entry);
    entry.outcome = await entry.running;
    delete entry.running;
    this.write(entry);
    return entry.outcome;
  }

  /** Takes note of a stream task; refuses `replayed` the second time. */
  claimStream(taskId: string, expiresAtMs: number): void {
    if (this.entries.has(taskId)) throw new RuntimeError('replayed', 'This task was sent before.');
    this.makeRoom();
    const entry = { taskId, digest: 'stream', expiresAtMs, outcome: null };
    this.entries.set(taskId, entry);
    this.write(entry);
  }

  private makeRoom(): void {
    if (this.linesSinceCompaction >= compactEveryEntries) {
      closeSync(this.descriptor);
      this.compact();
      this.descriptor = openSync(this.file, 'a', 0o600);
    }
    if (this.entries.size >= tasksMax) throw new RuntimeError('busy', 'The node runtime has too many tasks under way.');
  }

  private write({ taskId, digest, expiresAtMs, outcome }: Entry): void {
    const line = JSON.stringify({ taskId, digest, expiresAtMs, outcome });
    this.linesSinceCompaction += 1;
    if (line.length <= storedAnswerMaxBytes) appendFileSync(this.descriptor, `${line}\n`);
  }

  private compact(): void {
    for (const [taskId, entry] of this.entries) {
      if (entry.expiresAtMs <= this.now() && entry.running === undefined) this.entries.delete(taskId);
    }
    const lines = [...this.entries.values()].map(({ taskId, digest, expiresAtMs, outcome }) =>
      JSON.stringify({ taskId, digest, expiresAtMs, outcome }),
    );
    writeFileDurably(
      this.file,
      lines
        .filter((line) => line.length <= storedAnswerMaxBytes)
        .map((line) => `${line}\n`)
        .join(''),
    );
    this.linesSinceCompaction = 0;
  }
}
