'use client';
import { useState } from 'react';

/** A text being typed, and how far the state it feeds has followed. */
export type Draft = {
  text: string;
  /** The value last seen from outside. */
  seen: string;
  /** What was handed on and has not come back yet. */
  awaited: string | null;
};

/** The draft after `text` was typed. */
export function typeDraft(draft: Draft, text: string): Draft {
  return { ...draft, text, awaited: text === draft.seen ? null : text };
}

/** The draft after the state outside became `value`: echoes of what was typed are let pass, anything else is taken over. */
export function followDraft(draft: Draft, value: string): Draft {
  if (draft.awaited === null) return { text: value, seen: value, awaited: null };
  return { ...draft, seen: value, awaited: value === draft.awaited ? null : draft.awaited };
}

/**
 * Text of a field whose state lives in the address. The address follows a moment later, and a field that showed only
 * what stands there would lose letters to a fast typist.
 */
export function useDraft(value: string, onChange: (text: string) => void): readonly [string, (text: string) => void] {
  const [draft, setDraft] = useState<Draft>({ text: value, seen: value, awaited: null });
  if (value !== draft.seen) setDraft(followDraft(draft, value));
  const type = (text: string) => {
    setDraft((before) => typeDraft(before, text));
    onChange(text);
  };
  return [draft.text, type] as const;
}
