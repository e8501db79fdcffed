import type { OAuthConfig } from 'next-auth/providers/oauth';
import type { Env } from '@/server/shared/env';

interface IdTokenClaims {
  sub: string;
  name?: string;
  email?: string;
}

const DISCOVERY_TIMEOUT_MS = 10_000;

/** Any OpenID Connect provider, by discovery: authorization code with PKCE, state and nonce; claims out of the ID token. */
export function oidcProvider(oidc: NonNullable<Env['oidc']>): OAuthConfig<IdTokenClaims> {
  return {
    id: 'oidc',
    name: oidc.name,
    type: 'oauth',
    issuer: oidc.issuer,
    wellKnown: `${oidc.issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`,
    clientId: oidc.clientId,
    ...(oidc.clientSecret
      ? { clientSecret: oidc.clientSecret }
      : { client: { token_endpoint_auth_method: 'none' as const } }),
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    httpOptions: { timeout: DISCOVERY_TIMEOUT_MS },
    profile: (claims) => ({ id: claims.sub, name: claims.name ?? null, email: claims.email ?? null }),
  };
}
