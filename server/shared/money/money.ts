/** Millionths of a unit of an ISO 4217 currency. Never a float, never a `number`. */
export interface Money {
  currency: string;
  micros: bigint;
}

/** Decimal text without loss: 1_500_000 micros → "1.50"; at least two and at most six fraction digits. */
export function microsToDecimal(micros: bigint): string {
  const sign = micros < 0n ? '-' : '';
  const abs = micros < 0n ? -micros : micros;
  const fraction = (abs % 1_000_000n)
    .toString()
    .padStart(6, '0')
    .replace(/0{1,4}$/, '');
  return `${sign}${(abs / 1_000_000n).toString()}.${fraction}`;
}
