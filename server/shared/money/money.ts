/** Millionths of a unit of an ISO 4217 currency. Never a float, never a `number`. */
export interface Money {
  currency: string;
  micros: bigint;
}

/** Adds amounts of one currency; a mix is a programming error and throws a RangeError. */
export function addMoney(a: Money, b: Money): Money {
  assertSameCurrency(a, b);
  return { currency: a.currency, micros: a.micros + b.micros };
}

/** a - b, in one currency. */
export function subtractMoney(a: Money, b: Money): Money {
  assertSameCurrency(a, b);
  return { currency: a.currency, micros: a.micros - b.micros };
}

/** Decimal text without loss: 1_500_000 micros → "1.5"; at least two and at most six fraction digits. */
export function microsToDecimal(micros: bigint): string {
  const sign = micros < 0n ? '-' : '';
  const abs = micros < 0n ? -micros : micros;
  const fraction = (abs % 1_000_000n)
    .toString()
    .padStart(6, '0')
    .replace(/0{1,4}$/, '');
  return `${sign}${(abs / 1_000_000n).toString()}.${fraction}`;
}

/** Inverse of microsToDecimal. Undefined for text that is not an amount with at most six fraction digits. */
export function decimalToMicros(text: string): bigint | undefined {
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,6}))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, sign, whole, fraction = ''] = match;
  const micros = BigInt(whole ?? '0') * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
  return sign === '-' ? -micros : micros;
}

function assertSameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new RangeError(`currencies differ: ${a.currency}, ${b.currency}`);
}
