'use client';
import { createContext, use, useState, type ReactNode } from 'react';
import { themeCookie, type Theme } from './theme.types';

const yearSeconds = 365 * 24 * 60 * 60;

const ThemeContext = createContext<readonly [Theme, (theme: Theme) => void]>(['system', () => undefined]);

/** Holds the chosen theme. The server writes it on the root element from the cookie, so the first paint is right. */
export function ThemeProvider({ initial, children }: { initial: Theme; children: ReactNode }) {
  const [theme, setTheme] = useState(initial);
  const choose = (next: Theme) => {
    setTheme(next);
    const root = document.documentElement;
    if (next === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = next;
    const lifetime = next === 'system' ? 0 : yearSeconds;
    document.cookie = `${themeCookie}=${next}; path=/; max-age=${lifetime}; samesite=lax`;
  };
  return <ThemeContext value={[theme, choose]}>{children}</ThemeContext>;
}

/** The chosen theme and the way to choose another. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  return use(ThemeContext);
}
