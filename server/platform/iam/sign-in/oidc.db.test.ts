import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database } from '@/server/shared/db';
import { makePerson } from '../iam.testkit';
import { authenticate } from '../sessions/authenticate';
import { startPortal, startProvider, Visitor, type Account, type Listening } from './oidc.testkit';

const HOPS_MAX = 12;
const CLIENT = { ipAddress: '192.0.2.50', userAgent: 'vitest' };
const accounts: Account[] = [];
let portal: Listening;
let provider: Listening;

beforeAll(async () => {
  portal = await startPortal();
  provider = await startProvider(
    () => accounts,
    () => `${portal.url}/api/auth/callback/oidc`,
  );
  Object.assign(process.env, {
    PUBLIC_URL: portal.url,
    NEXTAUTH_URL: portal.url,
    OIDC_ISSUER: provider.url,
    OIDC_CLIENT_ID: 'gpuaas',
    OIDC_CLIENT_SECRET: 'a secret of a test',
  });
});

afterAll(async () => {
  await portal.close();
  await provider.close();
});

function addAccount(account: Partial<Account> & { sub: string }): Account {
  const full = { email: `${account.sub}@test.invalid`, email_verified: true, name: 'Ada', ...account };
  accounts.push(full);
  return full;
}

/** Signs in at the provider as `sub` and follows every step; gives the page of the portal on which it ends. */
async function signIn(
  visitor: Visitor,
  sub: string,
  tamper: (address: string) => string = (address) => address,
): Promise<URL> {
  const { csrfToken } = (await (await visitor.send(`${portal.url}/api/auth/csrf`)).json()) as { csrfToken: string };
  let answer = await visitor.send(`${portal.url}/api/auth/signin/oidc`, { csrfToken, callbackUrl: '/' });
  let address = portal.url;
  for (let hop = 0; hop < HOPS_MAX; hop++) {
    const location = answer.headers.get('location');
    if (location) {
      address = tamper(new URL(location, address).href);
      const isPage = address.startsWith(portal.url) && !address.includes('/api/auth/');
      if (isPage) return new URL(address);
      answer = await visitor.send(address);
      continue;
    }
    const page = await answer.text();
    const action = /action="([^"]+)"/.exec(page)?.[1];
    if (!action) throw new Error(`nowhere to go from ${address}: ${page.slice(0, 200)}`);
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? '';
    answer = await visitor.send(new URL(action, address).href, { prompt, login: sub, password: 'any' });
  }
  throw new Error('signing in went round in circles');
}

const personOf = (visitor: Visitor) => authenticate(visitor.cookies(portal.url), CLIENT);
const lastRefusal = () =>
  database().auditEntry.findFirst({ where: { action: 'iam.session.sign_in_failed' }, orderBy: { seq: 'desc' } });

describe('a sign-in with a password', () => {
  it('tells on screen the correlation id under which its refusal stands in the trail', async () => {
    const visitor = new Visitor();
    const { csrfToken } = (await (await visitor.send(`${portal.url}/api/auth/csrf`)).json()) as { csrfToken: string };
    const form = { csrfToken, email: 'nobody@test.invalid', password: 'wrong', json: 'true' };
    const answer = await visitor.send(`${portal.url}/api/auth/callback/credentials`, form);
    const { url } = (await answer.json()) as { url: string };
    const correlationId = (await lastRefusal())?.correlationId;
    expect(new URL(url).searchParams.get('error')).toBe(`iam.sign_in_failed:${correlationId}`);
  });
});

describe('single sign-on against a real provider', () => {
  it('makes an account without a membership, and knows it again by issuer and subject', async () => {
    const account = addAccount({ sub: 'ada' });
    const visitor = new Visitor();
    expect((await signIn(visitor, 'ada')).href).toBe(`${portal.url}/`);
    const person = await personOf(visitor);
    expect(person?.name).toBe('Ada');
    expect(await database().organizationMember.count()).toBe(0);

    account.email = 'changed@test.invalid';
    const again = new Visitor();
    await signIn(again, 'ada');
    expect((await personOf(again))?.id).toBe(person?.id);
  });

  it('ties the provider’s account to the one with the same verified address', async () => {
    const existing = await makePerson([], 'grace@test.invalid');
    addAccount({ sub: 'grace', email: 'Grace@test.invalid' });
    const visitor = new Visitor();
    await signIn(visitor, 'grace');
    expect((await personOf(visitor))?.id).toBe(existing.actor.id);
  });

  it('refuses an address that the provider has not verified, though an account has it', async () => {
    await makePerson([], 'victim@test.invalid');
    addAccount({ sub: 'mallory', email: 'victim@test.invalid', email_verified: false });
    const visitor = new Visitor();
    const page = await signIn(visitor, 'mallory');
    const refusal = await lastRefusal();
    expect(refusal?.reason).toBe('email_not_verified');
    expect(page.searchParams.get('error')).toBe(`iam.email_not_verified:${refusal?.correlationId}`);
    expect(await personOf(visitor)).toBeNull();
  });

  it('refuses a disabled account, however well the provider knows it', async () => {
    addAccount({ sub: 'gone' });
    await signIn(new Visitor(), 'gone');
    await database().user.update({ where: { email: 'gone@test.invalid' }, data: { disabledAt: new Date() } });
    const visitor = new Visitor();
    const page = await signIn(visitor, 'gone');
    expect(page.searchParams.get('error')).toMatch(/^iam\.sign_in_failed:/);
    expect(await personOf(visitor)).toBeNull();
    expect((await lastRefusal())?.reason).toBe('account_disabled');
  });

  it('refuses an answer that belongs to no sign-in begun here', async () => {
    addAccount({ sub: 'carol' });
    const visitor = new Visitor();
    const page = await signIn(visitor, 'carol', (address) => address.replace(/([?&]state=)[^&]+/, '$1forged'));
    expect(page.pathname).toBe('/sign-in');
    expect(page.searchParams.get('error')).toBeTruthy();
    expect(await personOf(visitor)).toBeNull();
    expect(await database().user.count({ where: { email: 'carol@test.invalid' } })).toBe(0);
  });
});
