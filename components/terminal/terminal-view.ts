import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { WebglAddon } from '@xterm/addon-webgl';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { quietQueries } from './quiet-queries';
import { onThemeChange, readTheme, searchColors } from './terminal-theme';

const SCROLLBACK_LINES = 10_000;
const FONT_SIZE_PX = 13;
/** Programs choose colours for a black ground; on ours they stay legible. */
const CONTRAST_MIN = 4.5;
const SOFTWARE_RENDERER = /swiftshader|llvmpipe|software|basic render/i;
const LINK_PROTOCOL = /^https?:$/;

export interface TerminalSize {
  columns: number;
  rows: number;
}

interface ViewHandlers {
  /** What the person typed or pasted, and what their programs asked of the terminal. */
  onInput(data: Uint8Array): void;
  /** The window takes a terminal of this size. */
  onFit(size: TerminalSize): void;
  onSearchRequested(): void;
  onSearchResults(results: { index: number; count: number }): void;
}

/** Draws one shell. Knows nothing of connections. */
export interface TerminalView {
  /** Adds output; `consumed` is called once it is drawn. Nothing in bytes before `quietUntilOffset` is answered. */
  write(data: Uint8Array, offset: number, consumed: () => void): void;
  /** Starts over: what follows is replayed up to that offset. */
  reset(quietUntilOffset: number): void;
  /** A line of ours between lines of output. */
  note(text: string): void;
  /** Follows another viewer's size, or (null) its own window. */
  follow(size: TerminalSize | null): void;
  setQuiet(isQuiet: boolean): void;
  setVisible(isVisible: boolean): void;
  focus(): void;
  search(term: string, direction: 'next' | 'previous'): void;
  clearSearch(): void;
  /** Everything in the buffer, line by line, without trailing blanks. */
  text(): string;
  readonly size: TerminalSize;
  dispose(): void;
}

/** Puts a terminal into `element`. */
export function createTerminalView(element: HTMLElement, label: string, handlers: ViewHandlers): TerminalView {
  const terminal = new Terminal({
    allowProposedApi: true,
    cursorBlink: true,
    fontFamily: getComputedStyle(element).fontFamily,
    fontSize: FONT_SIZE_PX,
    lineHeight: 1.2,
    minimumContrastRatio: CONTRAST_MIN,
    scrollback: SCROLLBACK_LINES,
    macOptionIsMeta: true,
    rightClickSelectsWord: true,
    theme: readTheme(element),
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new Unicode11Addon());
  terminal.loadAddon(new WebLinksAddon(openLink));
  terminal.unicode.activeVersion = '11';
  terminal.open(element);
  terminal.textarea?.setAttribute('aria-label', label);

  const encoder = new TextEncoder();
  let isQuiet = false;
  let shownOffset = 0;
  let quietUntilOffset = 0;
  let followed: TerminalSize | null = null;
  let webgl: WebglAddon | undefined;

  const fitNow = () => {
    const proposed = fit.proposeDimensions();
    if (!proposed || !Number.isFinite(proposed.cols) || element.offsetParent === null) return;
    handlers.onFit({ columns: proposed.cols, rows: proposed.rows });
    if (!followed && (proposed.cols !== terminal.cols || proposed.rows !== terminal.rows)) {
      terminal.resize(proposed.cols, proposed.rows);
    }
  };
  const resizes = new ResizeObserver(fitNow);
  resizes.observe(element);
  const stopTheme = onThemeChange(() => (terminal.options.theme = readTheme(element)));
  const subscriptions = [
    terminal.onData((data) => handlers.onInput(encoder.encode(data))),
    terminal.onBinary((data) => handlers.onInput(Uint8Array.from(data, (char) => char.charCodeAt(0)))),
    search.onDidChangeResults(({ resultIndex, resultCount }) =>
      handlers.onSearchResults({ index: resultIndex, count: resultCount }),
    ),
    quietQueries(terminal, () => isQuiet || shownOffset < quietUntilOffset),
  ];
  terminal.attachCustomKeyEventHandler((event) => handleKey(event, terminal, handlers.onSearchRequested));

  const put = (data: Uint8Array, offset: number, consumed?: () => void) =>
    terminal.write(data, () => {
      shownOffset = offset + data.length;
      consumed?.();
    });

  return {
    write(data, offset, consumed) {
      const oldBytes = quietUntilOffset - offset;
      if (oldBytes > 0 && oldBytes < data.length) {
        put(data.subarray(0, oldBytes), offset);
        put(data.subarray(oldBytes), quietUntilOffset, consumed);
      } else put(data, offset, consumed);
    },
    reset(untilOffset) {
      terminal.reset();
      shownOffset = 0;
      quietUntilOffset = untilOffset;
    },
    // CAN ends a sequence that the gap has cut in two; colours start over.
    note: (text) => terminal.write(`\u0018\u001b[0m\r\n\u001b[2m· ${text}\u001b[0m\r\n`),
    follow(size) {
      followed = size;
      if (!size) return fitNow();
      if (size.columns !== terminal.cols || size.rows !== terminal.rows) terminal.resize(size.columns, size.rows);
    },
    setQuiet: (next) => (isQuiet = next),
    setVisible(isVisible) {
      if (isVisible) webgl ??= loadWebgl(terminal, () => (webgl = undefined));
      else {
        webgl?.dispose();
        webgl = undefined;
      }
      if (isVisible) fitNow();
    },
    focus: () => terminal.focus(),
    search(term, direction) {
      const options = { decorations: searchColors(terminal.options.theme ?? {}), incremental: direction === 'next' };
      if (direction === 'next') search.findNext(term, options);
      else search.findPrevious(term, options);
    },
    clearSearch: () => search.clearDecorations(),
    text: () => textOf(terminal),
    get size() {
      return { columns: terminal.cols, rows: terminal.rows };
    },
    dispose() {
      resizes.disconnect();
      stopTheme();
      for (const subscription of subscriptions) subscription.dispose();
      terminal.dispose();
    },
  };
}

/** Draws with the GPU where there is one; else xterm's own renderer goes on. */
function loadWebgl(terminal: Terminal, onLost: () => void): WebglAddon | undefined {
  if (!hasGpu()) return undefined;
  try {
    const addon = new WebglAddon();
    addon.onContextLoss(() => {
      addon.dispose();
      onLost();
    });
    terminal.loadAddon(addon);
    return addon;
  } catch {
    return undefined;
  }
}

let gpu: boolean | undefined;

/** False where WebGL is computed by the processor, as some browsers do without saying so: that is slower than drawing without it. */
function hasGpu(): boolean {
  if (gpu !== undefined) return gpu;
  const context = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  const names = context?.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = names && context?.getParameter(names.UNMASKED_RENDERER_WEBGL);
  gpu = context !== null && !(typeof renderer === 'string' && SOFTWARE_RENDERER.test(renderer));
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return gpu;
}

/**
 * Ctrl-Shift-C copies (Ctrl-C belongs to the program), Ctrl-Shift-V is the browser's own paste, Ctrl-Shift-F searches. False keeps a
 * key from the program.
 */
function handleKey(event: KeyboardEvent, terminal: Terminal, onSearch: () => void): boolean {
  if (event.type !== 'keydown' || !event.ctrlKey || !event.shiftKey || event.altKey) return true;
  switch (event.code) {
    case 'KeyC':
      event.preventDefault();
      if (terminal.hasSelection()) void navigator.clipboard?.writeText(terminal.getSelection()).catch(() => undefined);
      return false;
    case 'KeyV':
      return false;
    case 'KeyF':
      event.preventDefault();
      onSearch();
      return false;
    default:
      return true;
  }
}

/** Opens what a program printed in a tab that knows nothing of this one. */
function openLink(_event: MouseEvent, address: string): void {
  if (URL.canParse(address) && LINK_PROTOCOL.test(new URL(address).protocol)) {
    window.open(address, '_blank', 'noopener,noreferrer');
  }
}

function textOf({ buffer: { active } }: Terminal): string {
  const lines: string[] = [];
  for (let i = 0; i < active.length; i++) {
    const line = active.getLine(i);
    const text = line?.translateToString(true) ?? '';
    if (line?.isWrapped && lines.length > 0) lines[lines.length - 1] += text;
    else lines.push(text);
  }
  return lines.join('\n').trimEnd();
}
