'use client';
import { RadioGroup } from 'radix-ui';
import { useId, type ReactNode } from 'react';
import { cn } from './cn';

export type RadioCard = {
  value: string;
  title: ReactNode;
  description?: ReactNode;
  /** At the right end of the title: a price, a count. */
  aside?: ReactNode;
  /** At the foot: capacity, what it needs. */
  footer?: ReactNode;
  /** Why it cannot be chosen now; stands in the card. */
  disabledReason?: string;
};

export type RadioCardsProps = {
  value: string;
  onValueChange: (value: string) => void;
  label: string;
  options: readonly RadioCard[];
  columns?: 1 | 2 | 3 | 4;
  name?: string;
};

/** Columns follow the width of the place they stand in, not of the window: a card needs about 15 rem. */
const grids = {
  1: '',
  2: '@md:grid-cols-2',
  3: '@md:grid-cols-2 @2xl:grid-cols-3',
  4: '@md:grid-cols-2 @4xl:grid-cols-4',
} as const;

/** One of a few choices that need more than a word each. Arrow keys move between them. */
export function RadioCards({ value, onValueChange, label, options, columns = 2, name }: RadioCardsProps) {
  return (
    <div className="@container">
      <RadioGroup.Root
        value={value}
        onValueChange={onValueChange}
        aria-label={label}
        name={name}
        className={cn('grid grid-cols-1 gap-2', grids[columns])}
      >
        {options.map((option) => (
          <CardItem key={option.value} option={option} />
        ))}
      </RadioGroup.Root>
    </div>
  );
}

function CardItem({ option }: { option: RadioCard }) {
  const id = useId();
  const note = option.disabledReason ?? option.description;
  return (
    <RadioGroup.Item
      value={option.value}
      disabled={option.disabledReason !== undefined}
      aria-labelledby={`${id}-title`}
      aria-describedby={note ? `${id}-note` : undefined}
      className="group flex min-w-0 flex-col items-stretch gap-1 rounded border border-control bg-surface px-3 py-2.5 text-left transition-colors duration-150 hover:border-muted disabled:cursor-not-allowed disabled:border-line disabled:bg-canvas data-[state=checked]:border-accent-ink data-[state=checked]:bg-selected"
    >
      <span className="flex flex-wrap items-center gap-x-2.5">
        <span
          aria-hidden
          className="grid size-3.5 shrink-0 place-items-center rounded-full border border-control bg-surface group-data-[state=checked]:border-accent-ink"
        >
          <RadioGroup.Indicator className="block size-1.5 rounded-full bg-accent-ink" />
        </span>
        <span
          id={`${id}-title`}
          className={cn('min-w-fit flex-1 text-13 font-medium', option.disabledReason && 'text-faint')}
        >
          {option.title}
        </span>
        {option.aside && <span className="num shrink-0 text-13 text-muted">{option.aside}</span>}
      </span>
      {note && (
        <span id={`${id}-note`} className="pl-6 text-12 text-faint group-data-[state=checked]:text-muted">
          {note}
        </span>
      )}
      {option.footer && <span className="mt-1 pl-6">{option.footer}</span>}
    </RadioGroup.Item>
  );
}
