import { env } from '@/server/shared/env';
import { isId, type Id } from '@/server/shared/ids';

/** Whether cookies are bound to TLS: as the one public address says. */
export function usesSecureCookies(): boolean {
  return env().publicUrl.startsWith('https://');
}

/** The name under which the sign-in library keeps its token. */
export function sessionCookieName(): string {
  return `${usesSecureCookies() ? '__Secure-' : ''}next-auth.session-token`;
}

/** The session id that the token in the cookies carries, or null for none, a forged or an expired one. */
export async function sessionIdOf(cookies: Readonly<Record<string, string>>): Promise<Id<'ses'> | null> {
  const token = joined(cookies, sessionCookieName());
  if (!token) return null;
  // Read at first use: a start should not wait for it.
  const { decode } = await import('next-auth/jwt');
  try {
    const claims = await decode({ token, secret: env().authSecret });
    const id = claims?.['sessionId'];
    return typeof id === 'string' && isId('ses', id) ? id : null;
  } catch {
    // A token that cannot be decrypted, or whose time is over, is no token.
    return null;
  }
}

const CHUNKS_MAX = 8;

/** The library splits a long token into `name.0`, `name.1`, … */
function joined(cookies: Readonly<Record<string, string>>, name: string): string {
  const whole = cookies[name];
  if (whole) return whole;
  let text = '';
  for (let i = 0; i < CHUNKS_MAX; i++) text += cookies[`${name}.${i}`] ?? '';
  return text;
}
