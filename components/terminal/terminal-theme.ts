import type { ITheme } from '@xterm/xterm';

/** Which token of the design stands for which colour of a terminal. */
const TOKENS = {
  background: '--color-surface',
  foreground: '--color-ink',
  cursor: '--color-accent-ink',
  cursorAccent: '--color-surface',
  selectionBackground: '--color-accent-line',
  scrollbarSliderBackground: '--color-line',
  scrollbarSliderHoverBackground: '--color-strong',
  scrollbarSliderActiveBackground: '--color-control',
  black: '--color-faint',
  red: '--color-danger',
  green: '--color-ok',
  yellow: '--color-warn',
  blue: '--color-info',
  magenta: '--color-simulated',
  cyan: '--color-accent-ink',
  white: '--color-muted',
  brightBlack: '--color-control',
  brightRed: '--color-danger',
  brightGreen: '--color-ok',
  brightYellow: '--color-warn',
  brightBlue: '--color-info',
  brightMagenta: '--color-simulated',
  brightCyan: '--color-accent-ink',
  brightWhite: '--color-ink',
} as const satisfies Partial<Record<keyof ITheme, string>>;

/** The terminal's colours as the theme in force has them, as `#rrggbb`. */
export function readTheme(element: HTMLElement): ITheme {
  const probe = document.createElement('span');
  element.append(probe);
  const theme: Record<string, string> = {};
  for (const [name, token] of Object.entries(TOKENS)) {
    // A custom property is handed out as written (`light-dark(…)`); as a colour it is computed.
    probe.style.color = `var(${token})`;
    theme[name] = toHex(getComputedStyle(probe).color);
  }
  probe.remove();
  return theme;
}

/** How matches are marked, in the same colours. */
export function searchColors(theme: ITheme) {
  return {
    matchBackground: theme.selectionBackground ?? '',
    matchOverviewRuler: theme.yellow ?? '',
    activeMatchBackground: theme.yellow ?? '',
    activeMatchColorOverviewRuler: theme.yellow ?? '',
  };
}

/** Calls back whenever another theme came into force. Gives the way to stop. */
export function onThemeChange(listener: () => void): () => void {
  const preference = matchMedia('(prefers-color-scheme: dark)');
  const choice = new MutationObserver(listener);
  preference.addEventListener('change', listener);
  choice.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    preference.removeEventListener('change', listener);
    choice.disconnect();
  };
}

function toHex(color: string): string {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return `#${[red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}
