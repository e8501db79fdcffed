'use client';
import type { ClipboardEvent, ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { useCopy } from '@/components/ui/use-copy';
import { toneText, type Tone } from '@/components/ui/tones';
import { Tooltip } from '@/components/ui/tooltip';
import {
  describeMoney,
  formatMoney,
  microsToDecimal,
  moneyParts,
  type MoneyFormat,
  type MoneyValue,
} from '@/components/format/money';

export type MoneyProps = MoneyFormat & {
  value: MoneyValue;
  /** "/ h", "per month": stands quietly after the amount. */
  per?: string;
  /** Colours the whole amount; without it the amount is ink and its fraction quieter. */
  tone?: Tone;
  /** The amount itself copies the exact value when pressed. */
  copyable?: boolean;
  className?: string;
};

/**
 * An amount. The fraction is set more quietly; the exact value shows on hover, and is what a copy of the amount
 * contains, so that rounding on screen never loses a micro.
 */
export function Money({ value, per, tone, copyable, className, ...format }: MoneyProps) {
  const exact = microsToDecimal(value.micros);
  const amount = <Amount value={value} per={per} format={format} quietFraction={tone === undefined} />;
  const look = cn('num font-mono text-[0.9286em] whitespace-nowrap', tone ? toneText[tone] : 'text-ink', className);
  if (copyable) return <CopyableMoney value={value} exact={exact} look={look} amount={amount} />;
  const onCopy = (event: ClipboardEvent) => {
    event.clipboardData.setData('text/plain', exact);
    event.preventDefault();
  };
  return (
    <data value={exact} title={describeMoney(value)} onCopy={onCopy} className={look}>
      {amount}
    </data>
  );
}

type AmountProps = { value: MoneyValue; per?: string; format: MoneyFormat; quietFraction: boolean };

function Amount({ value, per, format, quietFraction }: AmountProps) {
  const quiet = quietFraction ? 'text-muted' : undefined;
  return (
    <>
      {moneyParts(value, format).map((part, index) => (
        <span key={index} className={part.type === 'fraction' || part.type === 'decimal' ? quiet : undefined}>
          {part.type === 'minusSign' ? '−' : part.value}
        </span>
      ))}
      {per && <span className="ml-1 font-sans text-12 font-normal tracking-normal text-faint">{per}</span>}
    </>
  );
}

type CopyableProps = { value: MoneyValue; exact: string; look: string; amount: ReactNode };

function CopyableMoney({ value, exact, look, amount }: CopyableProps) {
  const { copy, copied } = useCopy();
  return (
    <Tooltip content={copied ? 'Copied' : `${describeMoney(value)} · press to copy`}>
      <button
        type="button"
        aria-label={`${formatMoney(value, { precision: 'full' })}, copy`}
        onClick={() => void copy(exact)}
        className={cn(look, 'rounded-sm hover:bg-hover')}
      >
        {amount}
      </button>
    </Tooltip>
  );
}
