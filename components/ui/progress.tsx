import type { ReactNode } from 'react';
import { cn } from './cn';
import { toneFill, type Tone } from './tones';
import { Timeline } from './timeline';
import type { Step } from './steps.types';

export type MeterProps = {
  /** Between 0 and `max`. */
  value: number;
  max?: number;
  label: string;
  /** What is read aloud and shown, with unit: "3 of 8 GPUs". */
  valueText?: string;
  tone?: Tone;
  showText?: boolean;
  className?: string;
};

/** How much of a known whole: quota, disk, memory. */
export function Meter({ value, max = 1, label, valueText, tone = 'accent', showText, className }: MeterProps) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
  return (
    <span className={cn('flex items-center gap-2.5', className)}>
      <span
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={value}
        aria-valuetext={valueText}
        className="block h-1.5 min-w-16 flex-1 overflow-hidden rounded-tile bg-strong"
      >
        <span
          className={cn('block h-full origin-left transition-transform duration-180', toneFill[tone])}
          style={{ transform: `scaleX(${share})` }}
        />
      </span>
      {showText && <span className="num shrink-0 text-12 text-muted">{valueText}</span>}
    </span>
  );
}

export type ProgressProps = {
  label: ReactNode;
  steps: readonly Step[];
  /** Time since the start, already in words. */
  elapsed?: ReactNode;
};

/** Work that takes longer than three seconds: a bar of steps, their names, and the time so far. */
export function Progress({ label, steps, elapsed }: ProgressProps) {
  const done = steps.filter((step) => step.state === 'done' || step.state === 'skipped').length;
  const failed = steps.some((step) => step.state === 'failed');
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-baseline justify-between gap-4">
        <span className="text-13 font-medium">{label}</span>
        <span className="num font-mono text-12 text-muted">
          {done} of {steps.length}
          {elapsed && <> · {elapsed}</>}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label={typeof label === 'string' ? label : 'Progress'}
        aria-valuemin={0}
        aria-valuemax={steps.length}
        aria-valuenow={done}
        className="flex gap-0.5"
      >
        {steps.map((step) => (
          <span
            key={step.id}
            className={cn(
              'h-1.5 flex-1 rounded-tile',
              step.state === 'done' || step.state === 'skipped' ? 'bg-ring' : 'bg-strong',
              step.state === 'doing' && 'animate-breathe bg-info',
              step.state === 'failed' && 'bg-danger',
            )}
          />
        ))}
      </div>
      <Timeline label={failed ? 'Steps, one failed' : 'Steps'} steps={steps} />
    </div>
  );
}
