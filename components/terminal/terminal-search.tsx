'use client';
import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { IconButton } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import type { TerminalView } from './terminal-view';

export type TerminalSearchProps = {
  view: TerminalView;
  matches: { index: number; count: number } | undefined;
  onClose: () => void;
};

/** Finds text in what the shell printed. Enter goes on, Shift-Enter back, Escape returns to the shell. */
export function TerminalSearch({ view, matches, onClose }: TerminalSearchProps) {
  const [term, setTerm] = useState('');
  const change = (value: string) => {
    setTerm(value);
    if (value) view.search(value, 'next');
    else view.clearSearch();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    if (event.key === 'Enter' && term) view.search(term, event.shiftKey ? 'previous' : 'next');
  };
  return (
    <div role="search" className="flex items-center gap-1 border-b border-line bg-sunken px-2 py-1">
      <Input
        aria-label="Find in this terminal"
        placeholder="Find"
        mono
        autoFocus
        value={term}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        suffix={term ? <span aria-live="polite">{countOf(matches)}</span> : undefined}
        className="max-w-96"
      />
      <IconButton label="Previous match" size="sm" onClick={() => term && view.search(term, 'previous')}>
        <ChevronUp aria-hidden />
      </IconButton>
      <IconButton label="Next match" size="sm" onClick={() => term && view.search(term, 'next')}>
        <ChevronDown aria-hidden />
      </IconButton>
      <IconButton label="Close search" size="sm" className="ml-auto" onClick={onClose}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}

function countOf(matches: TerminalSearchProps['matches']): string {
  if (!matches || matches.count === 0) return 'none';
  return matches.index < 0 ? `${matches.count}+` : `${matches.index + 1}/${matches.count}`;
}
