import { describe, expect, it } from 'vitest';

import { timeExit } from './exit-time';

const second = (value: number) => value * 1_000;
const iso = (value: number) => new Date(second(value)).toISOString();
const signs = { startedAtMs: second(10), noticedAtMs: second(100), aliveAtMs: second(99), recordedAtMs: null };

describe('the time of an exit', () => {
  it('is now for one that was watched', () => {
    expect(timeExit({ ...signs, isWatched: true })).toEqual({ at: iso(100) });
  });

  it('is when the workspace was last seen alive for one that nobody witnessed', () => {
    expect(timeExit({ ...signs, aliveAtMs: second(40), isWatched: false })).toEqual({
      at: iso(40),
      discoveredAt: iso(100),
    });
  });

  it('is what the sandbox wrote down, where it could', () => {
    const recorded = { ...signs, aliveAtMs: second(40), recordedAtMs: second(50), isWatched: false };
    expect(timeExit(recorded)).toEqual({ at: iso(50), discoveredAt: iso(100) });
  });

  it('is not the discovery either when the runtime was there but stood still', () => {
    expect(timeExit({ ...signs, aliveAtMs: second(40), isWatched: true })).toEqual({
      at: iso(40),
      discoveredAt: iso(100),
    });
  });

  it('is never before the start nor after the discovery, whatever the clock did', () => {
    expect(timeExit({ ...signs, aliveAtMs: 0, isWatched: false }).at).toBe(iso(10));
    expect(timeExit({ ...signs, aliveAtMs: second(500), isWatched: false }).at).toBe(iso(100));
    expect(timeExit({ ...signs, recordedAtMs: second(5), isWatched: false }).at).toBe(iso(10));
  });
});
