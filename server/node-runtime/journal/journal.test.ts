import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createTaskKeys, openEnvelope, toPrivateKey, toPublicKey } from '../protocol/envelope';
import { EventLog } from './event-log';
import { TaskLog } from './task-log';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gpuaas-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the event log', () => {
  const keys = createTaskKeys();
  const open = () =>
    new EventLog(path.join(folder, 'events.jsonl'), { nodeId: 'node-1', privateKey: toPrivateKey(keys.privateKey) });

  it('goes on without a hole after a crash in the middle of a line, and every event is signed', () => {
    const first = open();
    first.append({ type: 'workspace_started', workspaceId: 'one' });
    first.append({ type: 'workspace_started', workspaceId: 'two' });
    appendFileSync(path.join(folder, 'events.jsonl'), '{"sequence":3,"envel');
    const second = open();
    second.append({ type: 'workspace_started', workspaceId: 'three' });
    const seen: unknown[] = [];
    open().subscribe(2, ({ envelope }) => seen.push(openEnvelope('event', envelope, toPublicKey(keys.publicKey))));
    expect(seen).toEqual([
      expect.objectContaining({ sequence: 2, workspaceId: 'two', nodeId: 'node-1' }),
      expect.objectContaining({ sequence: 3, workspaceId: 'three' }),
    ]);
  });

  it('has an event on disk before anyone hears of it', () => {
    const events = open();
    let onDisk = '';
    events.subscribe(1, () => (onDisk = readFileSync(path.join(folder, 'events.jsonl'), 'utf8')));
    events.append({ type: 'workspace_started', workspaceId: 'one' });
    expect(onDisk).toContain('"sequence":1');
  });
});

describe('the task log', () => {
  const file = () => path.join(folder, 'tasks.jsonl');
  const task = { taskId: 'task-0001', body: 'a', expiresAtMs: 1_000, repeatable: false };
  const answer = async () => ({ output: 'done' });

  it('has one effect for simultaneous and later repetitions, also in a later process', async () => {
    let effects = 0;
    const count = () => {
      effects += 1;
      return answer();
    };
    const first = new TaskLog(file(), () => 0);
    expect(await Promise.all([first.once(task, count), first.once(task, count)])).toEqual([
      { output: 'done' },
      { output: 'done' },
    ]);
    expect(await new TaskLog(file(), () => 0).once(task, count)).toEqual({ output: 'done' });
    expect(effects).toBe(1);
  });

  it('refuses the same task id with another body', async () => {
    const log = new TaskLog(file(), () => 0);
    await log.once(task, answer);
    await expect(log.once({ ...task, body: 'b' }, answer)).rejects.toMatchObject({ code: 'task_conflict' });
  });

  it('after a crash repeats only what may be repeated', async () => {
    const crashed = new TaskLog(file(), () => 0);
    void crashed.once(task, () => new Promise(() => undefined));
    void crashed.once({ ...task, taskId: 'task-0002', repeatable: true }, () => new Promise(() => undefined));
    const next = new TaskLog(file(), () => 0);
    await expect(next.once(task, answer)).rejects.toMatchObject({ code: 'replayed' });
    expect(await next.once({ ...task, taskId: 'task-0002', repeatable: true }, answer)).toEqual({ output: 'done' });
  });

  it('refuses a stream the second time, and forgets tasks once they have expired', () => {
    new TaskLog(file(), () => 0).claimStream('stream-01', 1_000);
    expect(() => new TaskLog(file(), () => 999).claimStream('stream-01', 1_000)).toThrow(
      expect.objectContaining({ code: 'replayed' }),
    );
    expect(() => new TaskLog(file(), () => 1_000).claimStream('stream-01', 2_000)).not.toThrow();
  });
});
