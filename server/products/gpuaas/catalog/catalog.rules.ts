import type { Rate } from '@/server/platform/billing';
import type { Sku } from '../allocations/allocation.types';

/** A slice of a node: whole GPUs, doubled from one. */
const GPU_SLICE_SIZES = [1, 2, 4, 8] as const;
const MIB_PER_GIB = 1_024;
/** What stays with the machine itself, in percent of its memory. */
const MEMORY_KEPT_PERCENT = 10;
/** A simulated GPU brings no machine of its own, so its slices share the one there is, up to this much each. */
const SIMULATED_SHARE = { cpuMillis: 2_000, memoryMib: 4 * MIB_PER_GIB };
const CPU_SMALL = { cpuMillis: 2_000, memoryMib: 4 * MIB_PER_GIB, diskMib: 64 * MIB_PER_GIB };
const GPU_DISK_MIB = 256 * MIB_PER_GIB;

/** Unit in which a shape is metered. */
export const METER_UNITS = { gpu_slice: 'gpu-second', cpu: 'cpu-second' } as const;

/** Per GPU and hour, in micros of the price book's currency. The first that a model's name contains counts. */
const GPU_PRICES: readonly (readonly [pattern: RegExp, microsPerHour: bigint])[] = [
  [/B300/i, 6_900_000n],
  [/B200/i, 5_490_000n],
  [/H200/i, 3_790_000n],
  [/H100/i, 2_990_000n],
  [/A100.*80/i, 1_790_000n],
  [/A100/i, 1_390_000n],
  [/L40S/i, 990_000n],
  [/L40\b/i, 890_000n],
  [/A6000/i, 790_000n],
  [/RTX ?(5090|4090)/i, 590_000n],
  [/V100/i, 650_000n],
  [/A10\b/i, 690_000n],
  [/\bL4\b/i, 590_000n],
  [/\bT4\b/i, 390_000n],
];
/** For a model that nobody priced: dear enough not to be given away, published, and changed by an operator. */
const GPU_PRICE_DEFAULT = 1_490_000n;
const CPU_PRICE = 40_000n;

/** What one GPU of a model costs per hour where nobody said otherwise. */
function defaultGpuPrice(model: string): bigint {
  return GPU_PRICES.find(([pattern]) => pattern.test(model))?.[1] ?? GPU_PRICE_DEFAULT;
}

/** Units that are metered at once for a size: its GPUs, or its whole CPUs. */
export function unitsOf(sku: Pick<Sku, 'shape' | 'gpuCount' | 'cpuMillis'>): number {
  return sku.shape === 'cpu' ? Math.max(1, Math.round(sku.cpuMillis / 1_000)) : sku.gpuCount;
}

/** What of a node decides how it can be sold. */
export interface OfferingNode {
  cpuMillis: number;
  memoryMib: number;
  gpus: { model: string; isSimulated: boolean }[];
  /** CPU workspaces that it takes. */
  cpuSlotCount: number;
}

/** Everything that these nodes can be sold as. A size that several have is as large as the smallest of them makes it. */
export function offersOf(nodes: readonly OfferingNode[]): Omit<Sku, 'id'>[] {
  const byCode = new Map<string, Omit<Sku, 'id'>>();
  for (const offer of nodes.flatMap(offersOfNode)) {
    const known = byCode.get(offer.code) ?? offer;
    const cpuMillis = Math.min(known.cpuMillis, offer.cpuMillis);
    byCode.set(offer.code, { ...known, cpuMillis, memoryMib: Math.min(known.memoryMib, offer.memoryMib) });
  }
  return [...byCode.values()];
}

/** Sizes are bounded by the node: a slice never spans two. */
function offersOfNode(node: OfferingNode): Omit<Sku, 'id'>[] {
  const families = new Map<string, OfferingNode['gpus']>();
  for (const gpu of node.gpus) {
    const family = familyOf(gpu.model, gpu.isSimulated);
    families.set(family, [...(families.get(family) ?? []), gpu]);
  }
  const gpuOffers = [...families].flatMap(([family, gpus]) => {
    const [first] = gpus;
    if (!first) return [];
    return GPU_SLICE_SIZES.filter((size) => size <= gpus.length).map((gpuCount): Omit<Sku, 'id'> => ({
      code: `${family}-x${gpuCount}`,
      family,
      name: `${gpuCount} × ${first.model}`,
      shape: 'gpu_slice',
      gpuModel: first.model,
      gpuCount,
      ...shareOf(node, gpuCount, first.isSimulated),
      diskMib: GPU_DISK_MIB,
      isSimulated: first.isSimulated,
    }));
  });
  return node.cpuSlotCount > 0 ? [...gpuOffers, cpuSmall(node)] : gpuOffers;
}

/** The rates that these sizes need: one per family and unit. */
export function ratesOf(skus: readonly Pick<Sku, 'family' | 'shape' | 'gpuModel'>[]): Rate[] {
  const rates = new Map<string, Rate>();
  for (const sku of skus) {
    const microsPerHour = sku.gpuModel === null ? CPU_PRICE : defaultGpuPrice(sku.gpuModel);
    rates.set(sku.family, { sku: sku.family, unit: METER_UNITS[sku.shape], microsPerHour });
  }
  return [...rates.values()];
}

function familyOf(model: string, isSimulated: boolean): string {
  const slug = model.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, ''); // prettier-ignore
  return isSimulated ? `sim-${slug}` : slug;
}

function shareOf(node: OfferingNode, gpuCount: number, isSimulated: boolean): { cpuMillis: number; memoryMib: number } {
  const usableMib = Math.floor((node.memoryMib * (100 - MEMORY_KEPT_PERCENT)) / 100);
  if (isSimulated) {
    return {
      cpuMillis: Math.min(node.cpuMillis, SIMULATED_SHARE.cpuMillis * gpuCount),
      memoryMib: Math.min(usableMib, SIMULATED_SHARE.memoryMib * gpuCount),
    };
  }
  return {
    cpuMillis: Math.max(1_000, Math.floor((node.cpuMillis * gpuCount) / node.gpus.length)),
    memoryMib: Math.max(1_024, Math.floor((usableMib * gpuCount) / node.gpus.length)),
  };
}

function cpuSmall(node: OfferingNode): Omit<Sku, 'id'> {
  return {
    code: 'cpu-small',
    family: 'cpu',
    name: 'CPU small',
    shape: 'cpu',
    gpuModel: null,
    gpuCount: 0,
    cpuMillis: Math.min(node.cpuMillis, CPU_SMALL.cpuMillis),
    memoryMib: Math.min(node.memoryMib, CPU_SMALL.memoryMib),
    diskMib: CPU_SMALL.diskMib,
    isSimulated: false,
  };
}
