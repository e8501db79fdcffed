'use client';

import Link from 'next/link';
import type { NodeView, SlotView } from '@/server/products/gpuaas';
import { GpuTile, type GpuUse } from '@/components/domain/gpu-tile';

type SlotTilesProps = { slots: readonly SlotView[]; nodeState: NodeView['state'] };

/** One tile per slot: coloured by use, labelled by whom. */
export function SlotTiles({ slots, nodeState }: SlotTilesProps) {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-2">
      {slots.map((slot) => (
        <li key={slot.id} title={titleOf(slot)}>
          <GpuTile
            label={slot.kind === 'gpu' ? `GPU ${slot.ordinal}` : `CPU ${slot.ordinal}`}
            use={usageOf(slot, nodeState)}
            {...(slot.gpuUtilPercent !== null && { busy: slot.gpuUtilPercent / 100 })}
            occupant={slot.holder ? <Holder holder={slot.holder} /> : slot.gpuModel}
            simulated={slot.isSimulated}
          />
        </li>
      ))}
    </ul>
  );
}

function Holder({ holder }: { holder: NonNullable<SlotView['holder']> }) {
  return (
    <Link href={`/workloads/${holder.allocationId}`} className="hover:text-ink hover:underline">
      {holder.name} · {holder.ownerName}
    </Link>
  );
}

function usageOf(slot: SlotView, nodeState: NodeView['state']): GpuUse {
  if (slot.state === 'cleanup_blocked' || slot.healthReason !== null || nodeState === 'unavailable')
    return 'unavailable';
  if (slot.state === 'claimed') return 'used';
  return nodeState === 'drained' ? 'drained' : 'free';
}

function titleOf(slot: SlotView): string {
  return [slot.gpuModel, `NUMA node ${slot.numaNode}`, slot.holder?.projectName, slot.healthReason, slot.blockedReason]
    .filter(Boolean)
    .join(' · ');
}
