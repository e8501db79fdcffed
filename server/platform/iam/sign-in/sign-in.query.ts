import { database } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import { whereEnabled } from '../people/disabled';

/** How many demo accounts the sign-in page lists at most. */
const DEMO_PEOPLE_MAX = 30;

/**
 * Password of every demo account. It is no secret: it stands on the sign-in page, beside accounts that only profiles with
 * demo data have.
 */
export const DEMO_PASSWORD = 'try-everything-here';

export interface SignInOptions {
  /** The identity provider's name on the button; null when none is configured. */
  oidcName: string | null;
  /** Whether anybody can sign in yet, or the set-up link has to be used first. */
  needsSetup: boolean;
  /** Whether every account is one of demo data, and the profile refuses these: nobody can get in as it was started. */
  hasOnlyClosedDemo: boolean;
  /** Accounts of demo data, on profiles that allow it. They are not people. */
  demoPeople: { name: string; email: string; role: string; password: string }[];
}

/** What the sign-in page offers. */
export async function describeSignIn(): Promise<SignInOptions> {
  const db = database();
  const { profile, oidc } = env();
  const organization = await db.organization.findFirst({ select: { id: true } });
  const demo = profile.allowDemoData
    ? await db.user.findMany({
        where: { isDemo: true, disabledAt: null },
        orderBy: { createdAt: 'asc' },
        take: DEMO_PEOPLE_MAX,
        include: { principal: { include: { bindings: { where: { revokedAt: null }, orderBy: { id: 'asc' } } } } },
      })
    : [];
  const anybody = await db.user.findFirst({ where: whereEnabled(), select: { id: true } });
  return {
    oidcName: oidc?.name ?? null,
    needsSetup: organization === null,
    hasOnlyClosedDemo: organization !== null && anybody === null,
    demoPeople: demo.map((person) => ({
      name: person.name,
      email: person.email,
      role: person.principal.bindings.find((binding) => binding.role !== 'member')?.role ?? 'member',
      password: DEMO_PASSWORD,
    })),
  };
}
