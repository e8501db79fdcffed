'use client';
import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';

export type SegmentedProps = {
  value: string;
  onValueChange: (value: string) => void;
  label: string;
  options: readonly {
    value: string;
    label: ReactNode;
    /** Read aloud where the label is a picture. */ name?: string;
  }[];
};

/** Two to five views of the same thing, one always chosen. */
export function Segmented({ value, onValueChange, label, options }: SegmentedProps) {
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      // Pressing the chosen one again would leave none.
      onValueChange={(next) => next && onValueChange(next)}
      aria-label={label}
      className="inline-flex h-8 items-center rounded border border-line bg-sunken p-0.5"
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          aria-label={option.name}
          className="inline-flex h-full items-center gap-1.5 rounded-sm border border-transparent px-2.5 text-13 text-muted transition-colors duration-150 hover:text-ink data-[state=on]:border-strong data-[state=on]:bg-surface data-[state=on]:font-medium data-[state=on]:text-ink [&_svg]:size-4"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
