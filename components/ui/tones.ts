/** What a colour says. `neutral` says nothing, `accent` says "this one"; the rest are the semantic tokens. */
export type Tone = 'neutral' | 'accent' | 'ok' | 'info' | 'warn' | 'danger' | 'simulated';

/** Text colour of each tone. */
export const toneText: Record<Tone, string> = {
  neutral: 'text-muted',
  accent: 'text-accent-ink',
  ok: 'text-ok',
  info: 'text-info',
  warn: 'text-warn',
  danger: 'text-danger',
  simulated: 'text-simulated',
};

/** Soft ground, border and text of each tone together. */
export const toneSoft: Record<Tone, string> = {
  neutral: 'bg-sunken border-line text-muted',
  accent: 'bg-accent-soft border-accent-line text-accent-ink',
  ok: 'bg-ok-soft border-ok-line text-ok',
  info: 'bg-info-soft border-info-line text-info',
  warn: 'bg-warn-soft border-warn-line text-warn',
  danger: 'bg-danger-soft border-danger-line text-danger',
  simulated: 'bg-simulated-soft border-simulated-line text-simulated',
};

/** A solid fill of each tone, for marks without text. */
export const toneFill: Record<Tone, string> = {
  neutral: 'bg-control',
  accent: 'bg-ring',
  ok: 'bg-ok',
  info: 'bg-info',
  warn: 'bg-warn',
  danger: 'bg-danger',
  simulated: 'bg-simulated',
};
