import type { IncomingMessage } from 'node:http';
import { authenticate, type UserActor } from '@/server/platform/iam';
import { env } from '@/server/shared/env';
import { sharedErrors } from '@/server/shared/errors';
import { clientAddressOf } from '@/server/shared/http';
import { terminalErrors } from '../terminals/terminals.errors';

const COOKIES_MAX = 64;

/** The refusal for a page that is not the portal's own. Compared for equality: a prefix would let `portal.example.org.evil` in. */
export function checkOrigin(request: IncomingMessage): string | undefined {
  return request.headers.origin === env().publicUrl ? undefined : terminalErrors.foreign_origin().publicMessage;
}

/** Who a handshake comes from, then and whenever it is looked at again; no use of the session. Throws `unauthenticated`. */
export async function identify(handshake: {
  headers: IncomingMessage['headers'];
  address: string;
}): Promise<UserActor> {
  const peer = { address: handshake.address, forwardedFor: handshake.headers['x-forwarded-for'] };
  const client = {
    ipAddress: clientAddressOf(peer, env().trustedProxies),
    userAgent: handshake.headers['user-agent'] ?? null,
  };
  const actor = await authenticate(parseCookies(handshake.headers.cookie), client, { isUse: false });
  if (!actor) throw sharedErrors.unauthenticated();
  return actor;
}

function parseCookies(header: string | undefined): Record<string, string> {
  const cookies: Record<string, string> = {};
  for (const part of (header ?? '').split(';').slice(0, COOKIES_MAX)) {
    const [name, ...rest] = part.split('=');
    const key = name?.trim();
    if (!key || rest.length === 0) continue;
    const value = rest.join('=').trim();
    try {
      cookies[key] ??= decodeURIComponent(value);
    } catch {
      cookies[key] ??= value;
    }
  }
  return cookies;
}
