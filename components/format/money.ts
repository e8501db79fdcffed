/** An amount: whole micros (millionths) of a currency. The same shape as the server's, which the browser only reads. */
export type MoneyValue = { currency: string; micros: bigint };

const microsPerUnit = 1_000_000n;
const microsDigits = 6;

/** The exact amount as a plain decimal, without needless zeros: "12.345". */
export function microsToDecimal(micros: bigint): string {
  const sign = micros < 0n ? '-' : '';
  const size = micros < 0n ? -micros : micros;
  const fraction = (size % microsPerUnit).toString().padStart(microsDigits, '0').replace(/0+$/u, '');
  return `${sign}${size / microsPerUnit}${fraction === '' ? '' : `.${fraction}`}`;
}

export type MoneyFormat = {
  /** `short` has the currency's own digits, and more where it would otherwise read zero; `full` has all there are. */
  precision?: 'short' | 'full';
  /** Changes carry their sign; amounts do not. */
  signed?: boolean;
  locale?: string;
};

/** The amount in words and in parts, for setting the fraction more quietly. */
export function moneyParts(value: MoneyValue, format: MoneyFormat = {}): Intl.NumberFormatPart[] {
  const { precision = 'short', signed, locale = 'en' } = format;
  const options: Intl.NumberFormatOptions = {
    style: 'currency',
    currency: value.currency,
    currencyDisplay: 'narrowSymbol',
    signDisplay: signed ? 'exceptZero' : 'auto',
  };
  const short = new Intl.NumberFormat(locale, options);
  const exact = microsToDecimal(value.micros) as Intl.StringNumericLiteral;
  const parts = short.formatToParts(exact);
  const readsZero = value.micros !== 0n && !parts.some((part) => /[1-9]/u.test(part.value) && isFigure(part));
  if (precision === 'short' && !readsZero) return parts;
  return new Intl.NumberFormat(locale, { ...options, maximumFractionDigits: microsDigits }).formatToParts(exact);
}

function isFigure(part: Intl.NumberFormatPart): boolean {
  return part.type === 'integer' || part.type === 'fraction';
}

/** The amount as one text. */
export function formatMoney(value: MoneyValue, format: MoneyFormat = {}): string {
  return moneyParts(value, format)
    .map((part) => part.value)
    .join('');
}

/** The exact amount with the currency's code, as shown on hover: "USD 12.345678". */
export function describeMoney(value: MoneyValue): string {
  return `${value.currency} ${microsToDecimal(value.micros)}`;
}
