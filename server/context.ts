import { newCorrelationId } from '@/server/shared/log';
import type { RequestContext } from '@/server/shared/trpc';

/** Set by our own HTTP server from the socket or a trusted proxy; whatever a client sends under this name is overwritten there. */
export const CLIENT_ADDRESS_HEADER = 'x-gpuaas-client-address';

/** Sent by pages that fetch by themselves while nobody touches them. Only ever shortens a session, so it need not be proven. */
const UNATTENDED_HEADER = 'x-gpuaas-unattended';

const USER_AGENT_LENGTH_MAX = 300;

/** Request headers → what every procedure starts from. */
export function createContext(headers: Headers): RequestContext {
  return {
    correlationId: newCorrelationId(),
    ipAddress: headers.get(CLIENT_ADDRESS_HEADER),
    userAgent: headers.get('user-agent')?.slice(0, USER_AGENT_LENGTH_MAX) ?? null,
    cookies: parseCookies(headers.get('cookie') ?? ''),
    isUnattended: headers.has(UNATTENDED_HEADER),
  };
}

function parseCookies(header: string): Record<string, string> {
  const cookies: Record<string, string> = {};
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at < 1) continue;
    const name = part.slice(0, at).trim();
    const value = part.slice(at + 1).trim();
    try {
      cookies[name] ??= decodeURIComponent(value);
    } catch {
      cookies[name] ??= value;
    }
  }
  return cookies;
}
