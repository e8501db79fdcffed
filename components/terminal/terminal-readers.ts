import type { TerminalView } from './terminal-view';

declare global {
  interface Window {
    /** The text of each shown terminal by the name of its shell: the renderer draws pixels that nobody else can read. */
    readonly __terminals?: Readonly<Record<string, () => string>>;
  }
}

const readers: Record<string, () => string> = {};

/** Makes a terminal's text readable from the page, for tests and tools. Gives the way to end that. */
export function exposeTerminal(ptyId: string, view: Pick<TerminalView, 'text'>): () => void {
  if (!window.__terminals) {
    Object.defineProperty(window, '__terminals', { get: () => Object.freeze({ ...readers }) });
  }
  const read = () => view.text();
  readers[ptyId] = read;
  return () => {
    if (readers[ptyId] === read) delete readers[ptyId];
  };
}
