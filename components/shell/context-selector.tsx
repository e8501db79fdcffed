'use client';
import { ChevronsUpDown } from 'lucide-react';
import { Combobox } from '@/components/ui/combobox';
import type { ContextSelection } from './shell.types';

/** Chooses what the whole console looks at. With a single choice it is just a name. */
export function ContextSelector({ selection }: { selection: ContextSelection }) {
  const { label, current, choices, onChoose, placeholder = 'Choose', footer } = selection;
  const chosen = choices.find((choice) => choice.id === current);
  if (choices.length <= 1 && !footer) {
    return (
      <span className="min-w-0 truncate px-1.5 text-13 font-medium">
        {chosen?.name ?? choices[0]?.name ?? placeholder}
      </span>
    );
  }
  return (
    <Combobox
      label={label}
      value={current ?? ''}
      onValueChange={onChoose}
      searchPlaceholder={`Find ${label.toLowerCase()}`}
      options={choices.map((choice) => ({ value: choice.id, label: choice.name, hint: choice.hint }))}
      footer={footer}
      trigger={
        <button
          type="button"
          aria-label={`${label}: ${chosen?.name ?? placeholder}`}
          className="inline-flex h-7 min-w-0 items-center gap-1 rounded px-1.5 text-13 font-medium transition-colors duration-150 hover:bg-hover"
        >
          <span className="truncate">{chosen?.name ?? placeholder}</span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-faint" />
        </button>
      }
    />
  );
}
