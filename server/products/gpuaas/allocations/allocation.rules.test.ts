import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newId } from '@/server/shared/ids';
import {
  ALLOCATION_MOVES,
  checkRelease,
  checkRetry,
  isMove,
  parseWorkspaceId,
  reasonOf,
  workspaceIdOf,
} from './allocation.rules';
import { ALLOCATION_STATES, REASON_CODES, type AllocationState } from './allocation.types';

describe('the allocation machine', () => {
  it('is the one that the database holds', () => {
    const sql = readFileSync('prisma/migrations/20261122000400_gpuaas_guards/migration.sql', 'utf8');
    const list = /ANY \(ARRAY\[([^\]]+)\]/.exec(sql)?.[1] ?? '';
    const inDatabase = [...list.matchAll(/'(\w+) (\w+)'/g)].map(([, from, to]) => `${from} ${to}`).sort();
    const inRules = ALLOCATION_STATES.flatMap((from) => ALLOCATION_MOVES[from].map((to) => `${from} ${to}`)).sort();
    expect(inDatabase).toEqual(inRules);
  });

  it('never comes back from released, never bills twice, and reaches an end from everywhere', () => {
    // The oracle: money runs in `active` alone, which is entered from `provisioning` alone; after it only an end follows
    // until a retry, which is refused to what was active.
    const wish = fc.array(fc.constantFrom(...ALLOCATION_STATES), { maxLength: 60 });
    fc.assert(
      fc.property(wish, (wishes) => {
        let state: AllocationState = 'requested';
        let activations = 0;
        let activeAt: Date | null = null;
        for (const to of wishes) {
          if (!isMove(state, to)) continue;
          if (state === 'failed' && checkRetry({ state, activeAt })) continue;
          expect(state).not.toBe('released');
          if (to === 'active') {
            expect(state).toBe('provisioning');
            activations += 1;
            activeAt = new Date(0);
          }
          state = to;
        }
        expect(activations).toBeLessThanOrEqual(1);
        expect(endReachableFrom(state)).toBe(true);
      }),
    );
  });

  it('can be released from every state that is neither ended nor already releasing', () => {
    for (const state of ALLOCATION_STATES)
      expect(checkRelease({ state }) === undefined).toBe(isMove(state, 'releasing'));
  });
});

describe('workspaces on a node', () => {
  it('are named by allocation and attempt, and foreign names are nobody’s', () => {
    const id = newId('alc');
    expect(parseWorkspaceId(workspaceIdOf({ id, attempt: 12 }))).toEqual({ id, attempt: 12 });
    for (const foreign of ['', 'alc_x-1', `${id}-0`, `${id}`, 'bench-1'])
      expect(parseWorkspaceId(foreign)).toBeUndefined();
  });

  it('every reason is a sentence', () => {
    for (const code of REASON_CODES) expect(reasonOf(code).text).toMatch(/^[A-Z].*\.$/);
  });
});

function endReachableFrom(start: AllocationState): boolean {
  const seen = new Set<AllocationState>([start]);
  for (const state of seen) for (const next of ALLOCATION_MOVES[state]) seen.add(next);
  return seen.has('released') || seen.has('failed');
}
