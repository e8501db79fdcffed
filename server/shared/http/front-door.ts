import type { IncomingMessage, ServerResponse } from 'node:http';
import { KIND_MEANING, sharedErrors } from '@/server/shared/errors';
import { runHealthChecks } from '@/server/shared/health';
import { log, newCorrelationId } from '@/server/shared/log';
import { clientAddressOf } from './client-address';

interface FrontDoorOptions {
  /** The only origin, e.g. `http://localhost:3000`. */
  publicUrl: string;
  version: string;
  commit: string;
  roles: string[];
  /** Header under which the application finds the client's address. */
  clientAddressHeader: string;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
  /** Answers everything that passed the door. */
  next: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const PERMANENT_REDIRECT = 308;

/**
 * What every HTTP request meets first: `/api/health` on any host; a redirect to the only origin; a refusal of writes that a
 * foreign page sent (`Origin` compared for equality); the client's address, taken from the socket or from a trusted proxy.
 */
export function frontDoor(options: FrontDoorOptions) {
  const origin = new URL(options.publicUrl).origin;
  const publicHost = new URL(options.publicUrl).host;
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?')[0] ?? '/';
    setSecurityHeaders(response);
    if (path === '/api/health') return answerHealth(response, options);
    if (request.headers.host !== publicHost) {
      response.writeHead(PERMANENT_REDIRECT, { location: origin + (request.url ?? '/') });
      response.end();
      return;
    }
    const sentFrom = request.headers.origin;
    if (!SAFE_METHODS.has(request.method ?? 'GET') && sentFrom !== undefined && sentFrom !== origin) {
      return refuseForeign(response, sentFrom);
    }
    request.headers[options.clientAddressHeader] = clientAddressOf(
      { address: request.socket.remoteAddress, forwardedFor: request.headers['x-forwarded-for'] },
      options.trustedProxies,
    );
    return options.next(request, response);
  };
}

function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Referrer-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
}

function refuseForeign(response: ServerResponse, origin: string): void {
  const { code, kind, publicMessage: message } = sharedErrors.foreign_origin();
  const correlationId = newCorrelationId();
  log().warn({ correlationId, origin }, 'a write from another site was refused');
  answerJson(response, KIND_MEANING[kind].httpStatus, { code, kind, message, correlationId });
}

async function answerHealth(response: ServerResponse, options: FrontDoorOptions): Promise<void> {
  const checks = await runHealthChecks();
  const ok = Object.values(checks).every((check) => check.ok);
  answerJson(response, ok ? 200 : 503, {
    status: ok ? 'ok' : 'degraded',
    version: options.version,
    commit: options.commit,
    uptimeSeconds: Math.floor(process.uptime()),
    roles: options.roles,
    checks,
  });
}

function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
