import { expect, it } from 'vitest';

import { inputWaitingMaxBytes } from '../protocol/flow';
import { InputQueue } from './input-queue';

/** A PTY that takes a piece when told to. */
function createSlowPty() {
  const taken: Buffer[] = [];
  const waiting: (() => void)[] = [];
  const write = (piece: Buffer, done: () => void) => {
    taken.push(piece);
    waiting.push(done);
  };
  return { write, taken, takeOne: () => waiting.shift()?.() };
}

it('hands pieces over in order and reports when all of a push is taken', () => {
  const pty = createSlowPty();
  const queue = new InputQueue(pty.write);
  let isTaken = false;
  queue.push(Buffer.alloc(10_000, 'a'), () => (isTaken = true));
  while (pty.taken.reduce((sum, piece) => sum + piece.length, 0) < 10_000) pty.takeOne();
  expect(isTaken).toBe(false);
  pty.takeOne();
  expect([isTaken, queue.bytes]).toEqual([true, 0]);
});

it('refuses what would make it grow beyond its bound', () => {
  const queue = new InputQueue(createSlowPty().write);
  expect(queue.push(Buffer.alloc(inputWaitingMaxBytes), () => undefined)).toBe(true);
  expect(queue.push(Buffer.alloc(1), () => undefined)).toBe(false);
});

it('forgets what waits when it is dropped, and still reports it as dealt with', () => {
  const pty = createSlowPty();
  const queue = new InputQueue(pty.write);
  const taken: string[] = [];
  queue.push(Buffer.from('first'), () => taken.push('first'));
  queue.push(Buffer.from('second'), () => taken.push('second'));
  queue.drop();
  expect([taken, queue.bytes]).toEqual([['second'], 5]);
  pty.takeOne();
  expect([taken, pty.taken.length]).toEqual([['second', 'first'], 1]);
});
