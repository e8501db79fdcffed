import type { AuthOptions, Profile, User } from 'next-auth';
import credentialsModule from 'next-auth/providers/credentials';
import { env } from '@/server/shared/env';
import { isAppError } from '@/server/shared/errors';
import { isId } from '@/server/shared/ids';
import { currentCorrelationId, log, withCorrelation } from '@/server/shared/log';
import { authenticate, type Client } from '../sessions/authenticate';
import { usesSecureCookies } from '../sessions/cookie';
import { signOut } from '../sessions/sessions.service';
import { SESSION_MAX_MS } from '../sessions/sessions.rules';
import { signInWithProvider } from './oidc.service';
import { oidcProvider } from './oidc.provider';
import { signInWithPassword } from './sign-in.service';

// Published as CommonJS: Node hands over the whole module where a bundler hands over its default.
const Credentials =
  'default' in credentialsModule ? (credentialsModule.default as typeof credentialsModule) : credentialsModule;

const EMAIL_LENGTH_MAX = 254;
const PASSWORD_LENGTH_MAX = 200;

/** The user as the library passes it from sign-in to token: with the session that was opened. */
interface UserWithSession extends User {
  sessionId?: string;
}

interface SignInRequest {
  correlationId: string;
  client: Client;
  cookies: Record<string, string>;
}

/** Runs the sign-in library for one request: whatever it leads to carries the request's correlation id, refusals on screen too. */
export function serveSignIn<T>(request: SignInRequest, serve: (options: AuthOptions) => T): T {
  return withCorrelation(request.correlationId, () => serve(authOptions(request)));
}

/**
 * The sign-in library's configuration for one request. It proves who somebody is and carries our session's id in its
 * encrypted cookie; whether that session still counts is decided by our own table, every time.
 */
function authOptions(request: SignInRequest): AuthOptions {
  const { client } = request;
  const { authSecret, oidc } = env();
  return {
    secret: authSecret,
    useSecureCookies: usesSecureCookies(),
    session: { strategy: 'jwt', maxAge: SESSION_MAX_MS / 1_000 },
    pages: { signIn: '/sign-in', signOut: '/signed-out', error: '/sign-in' },
    providers: [passwordProvider(client), ...(oidc ? [oidcProvider(oidc)] : [])],
    logger: {
      error: (code, metadata) => log().warn({ code, err: errorOf(metadata) }, 'sign-in library'),
      warn: (code) => log().debug({ code }, 'sign-in library'),
      debug: () => undefined,
    },
    callbacks: {
      async signIn({ user, account, profile }) {
        if (account?.provider !== 'oidc') return true;
        return admitFromProvider(user, profile, client);
      },
      jwt({ token, user }) {
        const sessionId = (user as UserWithSession | undefined)?.sessionId;
        return sessionId ? { sub: token.sub, name: token.name, email: token.email, sessionId } : token;
      },
      async session({ session }) {
        // A token outlives a revoked session; nothing may be told about the person by then.
        return (await authenticate(request.cookies, client)) ? session : { expires: session.expires };
      },
    },
    events: {
      async signOut({ token }) {
        const id = token?.['sessionId'];
        if (typeof id === 'string' && isId('ses', id)) await signOut(id, client);
      },
    },
  };
}

function passwordProvider(client: Client) {
  return Credentials({
    id: 'credentials',
    name: 'Password',
    credentials: { email: { type: 'email' }, password: { type: 'password' } },
    async authorize(credentials): Promise<UserWithSession | null> {
      const { email, password } = credentials ?? {};
      if (typeof email !== 'string' || typeof password !== 'string') return null;
      if (email.length > EMAIL_LENGTH_MAX || password.length > PASSWORD_LENGTH_MAX) return null;
      try {
        const signedIn = await signInWithPassword({ email, password }, client);
        return { id: signedIn.userId, name: signedIn.name, email: signedIn.email, sessionId: signedIn.sessionId };
      } catch (error) {
        // The library carries an error's message to the page, and tells nobody else.
        if (!isAppError(error)) log().error({ err: error }, 'sign-in failed');
        throw new Error(codeFor(error), { cause: error });
      }
    },
  });
}

/** True, or the page that says why not. Hangs our session's id on the object from which the token is made. */
async function admitFromProvider(user: UserWithSession, profile: Profile | undefined, client: Client) {
  const claims = (profile ?? {}) as Record<string, unknown>;
  try {
    const signedIn = await signInWithProvider(
      {
        issuer: typeof claims['iss'] === 'string' ? claims['iss'] : (env().oidc?.issuer ?? ''),
        subject: typeof claims['sub'] === 'string' ? claims['sub'] : '',
        email: typeof claims['email'] === 'string' ? claims['email'] : null,
        emailVerified: claims['email_verified'] === true,
        name: typeof claims['name'] === 'string' ? claims['name'] : null,
      },
      client,
    );
    Object.assign(user, {
      id: signedIn.userId,
      name: signedIn.name,
      email: signedIn.email,
      sessionId: signedIn.sessionId,
    });
    return true;
  } catch (error) {
    // The library would carry the message of what is thrown here to the address bar.
    if (!isAppError(error)) log().error({ err: error }, 'single sign-on failed');
    return `/sign-in?error=${encodeURIComponent(codeFor(error))}`;
  }
}

/** `code:correlationId`, all that the page may know of an error: the code only of one that was meant for people. */
function codeFor(error: unknown): string {
  return `${isAppError(error) ? error.code : 'shared.internal'}:${currentCorrelationId()}`;
}

function errorOf(metadata: unknown): unknown {
  if (metadata instanceof Error) return metadata;
  return typeof metadata === 'object' && metadata !== null && 'error' in metadata ? metadata.error : metadata;
}
