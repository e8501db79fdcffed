/** One measured figure beside its floor, which was measured in the same run on the same machine. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** The floor in the same unit; null where the aim is absolute. */
  floor: number | null;
  /** value / floor. */
  ratio: number | null;
  /** value - floor. */
  delta: number | null;
  /** The aim, as people write it: "≤ 2×". */
  aim: string;
  ok: boolean;
}

interface FigureInput {
  name: string;
  value: number;
  unit: string;
  floor?: number;
  aim: string;
  /** Decides `ok` from value, ratio and delta. */
  holds: (measured: { value: number; ratio: number; delta: number }) => boolean;
}

/** Makes a figure; ratio and delta follow from the floor. */
export function figure(input: FigureInput): Figure {
  const floor = input.floor ?? null;
  const ratio = floor === null || floor === 0 ? null : input.value / floor;
  const delta = floor === null ? null : input.value - floor;
  const ok = input.holds({ value: input.value, ratio: ratio ?? Number.NaN, delta: delta ?? Number.NaN });
  return {
    name: input.name,
    value: round(input.value),
    unit: input.unit,
    floor: rounded(floor),
    ratio: rounded(ratio),
    delta: rounded(delta),
    aim: input.aim,
    ok,
  };
}

/** The value at a quantile (0 to 1) of samples, by nearest rank. */
export function quantile(samples: readonly number[], q: number): number {
  if (samples.length === 0) throw new RangeError('no samples');
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? sorted[0] ?? 0;
}

/** The middle of the samples. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

function rounded(value: number | null): number | null {
  return value === null ? null : round(value);
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
