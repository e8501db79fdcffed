import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '@/server/shared/ids';
import type { Sku } from '../allocations/allocation.types';
import type { SlotFacts } from './capacity.types';
import { chooseSlots, freeOf } from './slot.rules';

const MODEL = 'NVIDIA A100 80GB';

describe('choosing slots', () => {
  it('takes exactly as many as asked, each once, and spans sockets only when no single one holds them', () => {
    const slots = fc.uniqueArray(fc.record({ ordinal: fc.nat(15), numaNode: fc.nat(3) }), {
      selector: (slot) => slot.ordinal,
      maxLength: 16,
    });
    fc.assert(
      fc.property(slots, fc.integer({ min: 1, max: 8 }), (free, count) => {
        const chosen = chooseSlots(free, count);
        if (free.length < count) {
          expect(chosen).toBeUndefined();
          return;
        }
        expect(new Set(chosen).size).toBe(count);
        const largest = Math.max(...[...Map.groupBy(free, (s) => s.numaNode).values()].map((group) => group.length));
        const sockets = new Set(chosen?.map((slot) => slot.numaNode)).size;
        expect(sockets === 1).toBe(largest >= count);
      }),
    );
  });

  it('leaves the larger hole alone: the smallest fitting socket is used first', () => {
    const free = [0, 1, 2, 3, 4].map((ordinal) => ({ ordinal, numaNode: ordinal < 3 ? 0 : 1 }));
    expect(chooseSlots(free, 2)?.map((slot) => slot.ordinal)).toEqual([3, 4]);
  });
});

describe('free capacity', () => {
  it('counts per node, and says why there is none', () => {
    const [a, b] = [newId('nod'), newId('nod')];
    const on = (nodeId: SlotFacts['nodeId'], count: number, patch: Partial<SlotFacts> = {}) =>
      Array.from({ length: count }, (_, ordinal) => gpuSlot({ nodeId, ordinal, ...patch }));
    expect(freeOf(sku(2), [...on(a, 5), ...on(b, 3)])).toEqual({ free: 3, reason: null });
    expect(freeOf(sku(4), [...on(a, 3), ...on(b, 3)])).toEqual({ free: 0, reason: 'no_single_node_fits' });
    expect(freeOf(sku(2), on(a, 4, { nodeState: 'drained' })).reason).toBe('blocked_by_readiness');
    expect(freeOf(sku(2), on(a, 4, { healthReason: 'XID 79' })).reason).toBe('blocked_by_readiness');
    expect(freeOf(sku(2), on(a, 4, { state: 'cleanup_blocked' })).reason).toBe('blocked_by_readiness');
    expect(freeOf(sku(2), on(a, 4, { state: 'claimed' })).reason).toBe('no_capacity_in_region');
    expect(freeOf(sku(2), on(a, 4, { isSimulated: false })).reason).toBe('no_capacity_in_region');
  });
});

function sku(gpuCount: number): Sku {
  return {
    id: newId('sku'),
    code: `sim-x${gpuCount}`,
    family: 'sim',
    name: `${gpuCount} × ${MODEL}`,
    shape: 'gpu_slice',
    gpuModel: MODEL,
    gpuCount,
    cpuMillis: 1_000,
    memoryMib: 1_024,
    diskMib: 10_240,
    isSimulated: true,
  };
}

function gpuSlot(patch: Partial<SlotFacts> & Pick<SlotFacts, 'nodeId' | 'ordinal'>): SlotFacts {
  return {
    id: newId('slt'),
    nodeState: 'active',
    kind: 'gpu',
    gpuUuid: `SIM-${patch.ordinal}`,
    gpuModel: MODEL,
    gpuMemoryMib: 81_920,
    numaNode: 0,
    isSimulated: true,
    state: 'free',
    allocationId: null,
    workspaceId: null,
    claimedAt: null,
    blockedReason: null,
    healthReason: null,
    ...patch,
  };
}
