const binaryUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Bytes in the largest unit that leaves at least one: "1.5 GiB". */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let index = 0;
  while (Math.abs(value) >= 1024 && index < binaryUnits.length - 1) {
    value /= 1024;
    index += 1;
  }
  const digits = index === 0 || Math.abs(value) >= 100 ? 0 : 1;
  return `${value.toLocaleString('en', { maximumFractionDigits: digits })} ${binaryUnits[index] ?? 'B'}`;
}

const bytesPerMib = 1_048_576;

/** Mebibytes in the largest unit that leaves at least one: "80 GiB". */
export function formatMib(mib: number): string {
  return formatBytes(mib * bytesPerMib);
}

/** A share between 0 and 1 as "42 %"; what is not zero never reads 0 %. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 1) return '< 1 %';
  return `${Math.round(percent)} %`;
}

/** A whole number with separators and its noun: "1 row", "1,240 rows". */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
