import type { Prisma } from '@/server/shared/db';
import { env } from '@/server/shared/env';

/**
 * Whether an account is of no use: disabled, or one of the demo data where the profile refuses these. Their password is
 * published, so a database that was filled once must not be entered by it later.
 */
export function isDisabled(account: { disabledAt: Date | null; isDemo: boolean }): boolean {
  return account.disabledAt !== null || (account.isDemo && !env().profile.allowDemoData);
}

/** The opposite, for a Prisma `where`. */
export function whereEnabled(): Prisma.UserWhereInput {
  return { disabledAt: null, ...(!env().profile.allowDemoData && { isDemo: false }) };
}
