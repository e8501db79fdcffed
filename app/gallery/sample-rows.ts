import type { AllocationStateName } from '@/components/domain/allocation-state';
import type { MoneyValue } from '@/components/format/money';

export type SampleRow = {
  id: string;
  name: string;
  state: AllocationStateName;
  owner: string;
  shape: string;
  ageMs: number;
  cost: MoneyValue;
};

const states: readonly AllocationStateName[] = [
  'active',
  'active',
  'provisioning',
  'active',
  'releasing',
  'released',
  'failed',
  'requested',
  'release_failed',
  'degraded',
];
const names = ['training', 'inference', 'notebook', 'folding', 'render', 'ablation'];
const shapes = ['1 GPU', '2 GPUs', 'cpu-small', '4 GPUs'];

function at<T>(list: readonly T[], index: number, fallback: T): T {
  return list[index % list.length] ?? fallback;
}

/** Made-up workloads; the same ones every time. */
export const sampleRows: readonly SampleRow[] = Array.from({ length: 41 }, (_, index) => ({
  id: `alc_01kazt9q2esample${String(index).padStart(4, '0')}`,
  name: `${at(names, index, 'training')}-${String.fromCharCode(97 + (index % 26))}${index}`,
  state: at(states, index, 'active'),
  owner: `Person ${(index % 7) + 1}`,
  shape: at(shapes, index, '1 GPU'),
  ageMs: (index * 7919 + 41) * 61_000,
  cost: { currency: 'USD', micros: BigInt((index * index * 104_729 + 17) * 1_000 + index) },
}));
