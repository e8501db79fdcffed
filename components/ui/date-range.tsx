'use client';
import { CalendarDays } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button';
import { cn } from './cn';
import { FormField } from './form-field';
import { controlLook, Input } from './input';
import { Popover } from './popover';

/** Whole days as ISO dates (YYYY-MM-DD), both included. An empty string leaves that side open. */
export type DateRangeValue = { from: string; to: string };

export type DateRangeProps = {
  value: DateRangeValue;
  onValueChange: (value: DateRangeValue) => void;
  /** Ranges one asks for often: "This month". */
  presets?: readonly { label: string; value: DateRangeValue }[];
  label: string;
  /** Named under the fields: whose midnight is meant. */
  timeZone?: string;
};

/** From which day to which. */
export function DateRange({ value, onValueChange, presets = [], label, timeZone }: DateRangeProps) {
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(value);
  const reversed = draft.from !== '' && draft.to !== '' && draft.from > draft.to;
  const named = presets.find((preset) => preset.value.from === value.from && preset.value.to === value.to);
  const shown = named?.label ?? describeDateRange(value);
  const choose = (next: DateRangeValue) => {
    onValueChange(next);
    setOpen(false);
  };
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={(next) => {
        setDraft(value);
        setOpen(next);
      }}
      trigger={
        <button
          type="button"
          aria-label={`${label}: ${shown}`}
          className={cn(controlLook, 'inline-flex h-8 w-auto items-center gap-2 px-2.5 text-13')}
        >
          <CalendarDays aria-hidden className="size-4 text-faint" />
          <span className="num truncate">{shown}</span>
        </button>
      }
    >
      {presets.length > 0 && (
        <div className="mb-3 flex flex-wrap gap-1.5">
          {presets.map((preset) => (
            <Button
              key={preset.label}
              size="sm"
              variant={preset === named ? 'primary' : 'secondary'}
              onClick={() => choose(preset.value)}
            >
              {preset.label}
            </Button>
          ))}
        </div>
      )}
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!reversed) choose(draft);
        }}
      >
        <div className="grid grid-cols-2 gap-2">
          <FormField label="From">
            <Input
              type="date"
              value={draft.from}
              onChange={(event) => setDraft({ ...draft, from: event.target.value })}
            />
          </FormField>
          <FormField label="To">
            <Input type="date" value={draft.to} onChange={(event) => setDraft({ ...draft, to: event.target.value })} />
          </FormField>
        </div>
        {reversed && <p className="text-12 text-danger">The first day is after the last.</p>}
        <div className="flex items-center justify-between gap-2">
          <span className="text-12 text-faint">{timeZone}</span>
          <Button
            type="submit"
            size="sm"
            variant="primary"
            disabledReason={reversed ? 'The first day is after the last' : undefined}
          >
            Apply
          </Button>
        </div>
      </form>
    </Popover>
  );
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** "1 Nov 2026 – 22 Nov 2026"; open ends are said. */
export function describeDateRange({ from, to }: DateRangeValue): string {
  const name = (iso: string) => day.format(new Date(`${iso}T00:00:00Z`));
  if (from === '' && to === '') return 'All time';
  if (from === '') return `Until ${name(to)}`;
  if (to === '') return `Since ${name(from)}`;
  return from === to ? name(from) : `${name(from)} – ${name(to)}`;
}
