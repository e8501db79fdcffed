const microsDigits = 6;

/** What somebody typed as an amount → micros; undefined for what is no amount with at most six fraction digits. */
export function parseAmount(text: string): bigint | undefined {
  const match = /^(\d{1,9})(?:[.,](\d{1,6}))?$/.exec(text.trim());
  if (!match) return undefined;
  return BigInt(match[1] ?? '0') * 1_000_000n + BigInt((match[2] ?? '').padEnd(microsDigits, '0'));
}

/** Unit-milliseconds as hours, for people: "12.5". */
export function unitHours(quantity: bigint): string {
  return (Number(quantity) / 3_600_000).toLocaleString('en', { maximumFractionDigits: 2 });
}
