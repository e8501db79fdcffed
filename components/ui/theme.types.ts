/** `system` follows prefers-color-scheme. */
export type Theme = 'system' | 'light' | 'dark';

/** Name of the cookie that remembers the choice of this browser. */
export const themeCookie = 'gpuaas_theme';

/** The theme a cookie asks for; anything unknown follows the system. */
export function parseTheme(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'system';
}
