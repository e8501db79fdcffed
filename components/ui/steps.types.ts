import type { ReactNode } from 'react';

/** Where one step of something longer stands. */
export type StepState = 'todo' | 'doing' | 'done' | 'failed' | 'skipped';

export type Step = {
  id: string;
  title: ReactNode;
  state: StepState;
  /** When, or how long: at the right end, in figures. */
  time?: ReactNode;
  detail?: ReactNode;
};

/** How a step's state is drawn: the same tile as everywhere. */
export const stepTile = {
  todo: { tone: 'neutral', shape: 'hollow' },
  doing: { tone: 'info', shape: 'half' },
  done: { tone: 'ok', shape: 'full' },
  failed: { tone: 'danger', shape: 'cross' },
  skipped: { tone: 'neutral', shape: 'faded' },
} as const;

/** The word for screen readers. */
export const stepWord: Record<StepState, string> = {
  todo: 'not started',
  doing: 'in progress',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
};
