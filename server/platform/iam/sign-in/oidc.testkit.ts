import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import NextAuthModule, { type NextAuthOptions } from 'next-auth';
import Provider from 'oidc-provider';
import { newCorrelationId } from '@/server/shared/log';
import { serveSignIn } from './auth-options';

// Published as CommonJS: Node hands over the whole module where a bundler hands over its default.
const NextAuth = ('default' in NextAuthModule ? (NextAuthModule as { default: unknown }).default : NextAuthModule) as (
  request: object,
  response: object,
  options: NextAuthOptions,
) => Promise<void>;

export interface Account {
  sub: string;
  email: string;
  email_verified: boolean;
  name: string;
}

/** A server that listens on a free port of this machine. */
export interface Listening {
  url: string;
  close(): Promise<void>;
}

async function listen(make: (url: string) => RequestListener): Promise<Listening> {
  let listener: RequestListener = (_request, response) => void response.end();
  const server: Server = createServer((request, response) => listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  listener = make(url);
  return {
    url,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A real OpenID Connect provider with these accounts, and one client. Its sign-in page takes the subject as login. */
export function startProvider(accounts: () => Account[], redirectUri: () => string): Promise<Listening> {
  return listen((url) => {
    let provider: Provider | undefined;
    const make = () =>
      new Provider(url, {
        clients: [
          {
            client_id: 'gpuaas',
            client_secret: 'a secret of a test',
            redirect_uris: [redirectUri()],
            grant_types: ['authorization_code'],
            response_types: ['code'],
          },
        ],
        cookies: { keys: ['a key of a test'] },
        conformIdTokenClaims: false,
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
        findAccount: (_context: unknown, sub: string) => ({
          accountId: sub,
          claims: () => ({ ...accounts().find((account) => account.sub === sub) }),
        }),
      });
    return (request, response) => {
      provider ??= make();
      void provider.callback()(request, response);
    };
  });
}

const CLIENT = { ipAddress: '192.0.2.50', userAgent: 'vitest' };

/** The sign-in library's own routes, as the portal serves them. */
export function startPortal(): Promise<Listening> {
  return listen((url) => (request, response) => {
    answer(new URL(request.url ?? '/', url), request, response).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
}

async function answer(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, , , ...nextauth] = url.pathname.split('/');
  if (!url.pathname.startsWith('/api/auth/')) return void response.end('page');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const cookies = parseCookies(request.headers.cookie ?? '');
  const reply = {
    status(code: number) {
      response.statusCode = code;
      return reply;
    },
    setHeader(name: string, value: string | string[]) {
      response.setHeader(name, value);
      return reply;
    },
    getHeader: (name: string) => response.getHeader(name),
    json: (body: unknown) => void response.end(JSON.stringify(body)),
    send: (body: unknown) => void response.end(typeof body === 'string' ? body : JSON.stringify(body ?? '')),
    end: () => void response.end(),
  };
  const query = { ...Object.fromEntries(url.searchParams), nextauth };
  const body = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
  await serveSignIn({ correlationId: newCorrelationId(), client: CLIENT, cookies }, (options) =>
    NextAuth({ method: request.method, headers: request.headers, cookies, query, body }, reply, options),
  );
}

/** `a=1; b=2` → by name. */
export function parseCookies(header: string): Record<string, string> {
  const pairs = header.split('; ').filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), decodeURIComponent(pair.slice(pair.indexOf('=') + 1))]),
  );
}

/** As much of a browser as signing in takes: cookies per origin, redirects one at a time. */
export class Visitor {
  private readonly jars = new Map<string, Map<string, string>>();

  cookies(origin: string): Record<string, string> {
    return parseCookies(this.header(origin));
  }

  private header(origin: string): string {
    return [...(this.jars.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async send(address: string, form?: Record<string, string>): Promise<Response> {
    const { origin } = new URL(address);
    const response = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: this.header(origin) },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    const jar = this.jars.get(origin) ?? new Map<string, string>();
    this.jars.set(origin, jar);
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const value = pair.slice(pair.indexOf('=') + 1);
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(pair.slice(0, pair.indexOf('=')));
      else jar.set(pair.slice(0, pair.indexOf('=')), value);
    }
    return response;
  }
}
