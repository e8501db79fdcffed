'use client';
import { Slider } from 'radix-ui';
import { useState } from 'react';
import { Input } from './input';

export type SliderFieldProps = {
  value: number;
  onValueChange: (value: number) => void;
  min: number;
  max: number;
  step?: number;
  /** Shown after the number: "GiB". */
  unit?: string;
  label: string;
  disabled?: boolean;
};

/** A number between two ends: by dragging, by arrow keys, or typed. What is typed is brought into range on leaving. */
export function SliderField({ value, onValueChange, min, max, step = 1, unit, label, disabled }: SliderFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const commit = () => {
    if (draft !== null && draft.trim() !== '' && Number.isFinite(Number(draft)))
      onValueChange(fitToStep(Number(draft), { min, max, step }));
    setDraft(null);
  };
  return (
    <div className="flex items-center gap-4">
      <Slider.Root
        value={[value]}
        onValueChange={([next]) => next !== undefined && onValueChange(next)}
        min={min}
        max={max}
        step={step}
        disabled={disabled}
        className="relative flex h-8 min-w-24 flex-1 touch-none items-center select-none"
      >
        <Slider.Track className="relative h-1 flex-1 rounded-full bg-strong">
          <Slider.Range className="absolute h-full rounded-full bg-ring" />
        </Slider.Track>
        <Slider.Thumb
          aria-label={label}
          aria-valuetext={unit ? `${value} ${unit}` : undefined}
          className="block h-4.5 w-2.5 rounded-sm border border-accent-ink bg-surface transition-colors duration-150 hover:bg-accent-soft data-disabled:border-control"
        />
      </Slider.Root>
      <div className="w-28 shrink-0">
        <Input
          inputMode="decimal"
          mono
          aria-label={unit ? `${label}, ${unit}` : label}
          disabled={disabled}
          value={draft ?? String(value)}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === 'Enter' && commit()}
          suffix={unit}
          className="text-right"
        />
      </div>
    </div>
  );
}

/** The nearest allowed value. */
export function fitToStep(value: number, { min, max, step }: { min: number; max: number; step: number }): number {
  const stepped = min + Math.round((value - min) / step) * step;
  // Steps such as 0.1 leave dust; twelve digits are more than any setting has.
  return Number(Math.min(max, Math.max(min, stepped)).toFixed(12));
}
