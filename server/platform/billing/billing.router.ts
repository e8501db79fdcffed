import { findOrganization, guarded, type OrganizationScope, type UserActor } from '@/server/platform/iam';
import { processNow } from '@/server/shared/clock';
import { database, inTransaction, type Tx } from '@/server/shared/db';
import { sharedErrors } from '@/server/shared/errors';
import { uuidFromId } from '@/server/shared/ids';
import { router, runIdempotent } from '@/server/shared/trpc';
import { readAccount } from './accounts/account.query';
import { adjustBalance, reverseTransaction } from './accounts/account.service';
import * as schemas from './billing.schemas';
import { readBudget } from './budgets/budget.query';
import { setBudget } from './budgets/budget.service';
import { findTransaction, listTransactions } from './ledger/ledger.query';
import { findPriceBook } from './prices/price.service';
import { checkIdentity } from './spend/identity.service';
import { frameOf, readSeries, readTop } from './spend/spend.query';
import { listUsage } from './spend/usage.query';

const { locateOrganization, locatePlace, organizationInput, placeInput } = schemas;

const account = router({
  get: guarded({ permission: 'billing.account.read', input: organizationInput, locate: locateOrganization }).query(
    ({ ctx }) => readAccount(database(), ctx.scope.organizationId),
  ),
  identity: guarded({ permission: 'billing.account.read', input: organizationInput, locate: locateOrganization }).query(
    ({ ctx }) => checkIdentity(database(), ctx.scope.organizationId),
  ),
  adjust: guarded({
    permission: 'billing.account.adjust',
    input: schemas.adjustInput,
    // The right to move money is the platform's alone; the organization is what it is moved for.
    locate: () => ({ kind: 'platform' as const }),
  }).mutation(({ ctx, input }) =>
    once(ctx.actor, { procedure: 'billing.account.adjust', input }, async (tx) => {
      if (!(await findOrganization(tx.db, input.organizationId))) throw sharedErrors.not_found();
      return adjustBalance(tx, { ...input, actor: ctx.actor });
    }),
  ),
});

const ledger = router({
  list: guarded({
    permission: 'billing.ledger.read',
    input: schemas.ledgerListInput,
    locate: locateOrganization,
  }).query(async ({ ctx, input }) => {
    const { cursor, limit, ...filter } = input;
    const billingAccountId = await accountIdOf(ctx.scope);
    if (!billingAccountId) return { items: [], nextCursor: null, total: 0 };
    return listTransactions(database(), billingAccountId, { filter, cursor, limit });
  }),
  get: guarded({ permission: 'billing.spend.read', input: schemas.ledgerGetInput, locate: locatePlace }).query(
    async ({ ctx, input }) => {
      const { billingAccountId } = await frameOf(database(), ctx.scope);
      const query = { billingAccountId: billingAccountId ?? '', transactionId: input.transactionId };
      const found = billingAccountId ? await findTransaction(database(), query, ctx.scope) : undefined;
      if (!found) throw sharedErrors.not_found();
      return found;
    },
  ),
  reverse: guarded({
    permission: 'billing.account.adjust',
    input: schemas.reverseInput,
    locate: () => ({ kind: 'platform' as const }),
  }).mutation(({ ctx, input }) =>
    once(ctx.actor, { procedure: 'billing.ledger.reverse', input }, (tx) =>
      reverseTransaction(tx, { ...input, actor: ctx.actor }),
    ),
  ),
});

const usage = router({
  list: guarded({ permission: 'billing.spend.read', input: schemas.usageListInput, locate: locatePlace }).query(
    ({ ctx, input }) => {
      const { cursor, limit, from, to, ...narrowing } = input;
      const filter = { ...narrowing, ...(from && { from }), ...(to && { to }) };
      return listUsage(database(), ctx.scope, { filter, cursor, limit });
    },
  ),
});

const spend = router({
  series: guarded({ permission: 'billing.spend.read', input: schemas.seriesInput, locate: locatePlace }).query(
    ({ ctx, input }) => readSeries(database(), ctx.scope, input),
  ),
  top: guarded({ permission: 'billing.spend.read', input: schemas.topInput, locate: locatePlace }).query(
    ({ ctx, input }) => readTop(database(), ctx.scope, input),
  ),
});

const budget = router({
  get: guarded({ permission: 'billing.budget.read', input: placeInput, locate: locatePlace }).query(({ ctx }) =>
    readBudget(database(), ctx.scope),
  ),
  set: guarded({ permission: 'billing.budget.set', input: schemas.budgetSetInput, locate: locatePlace }).mutation(
    ({ ctx, input }) => {
      const { amountMicros, isHard } = input;
      return once(ctx.actor, { procedure: 'billing.budget.set', input }, (tx) =>
        setBudget(tx, { scope: ctx.scope, amountMicros, isHard, actor: ctx.actor }),
      );
    },
  ),
});

const prices = router({
  list: guarded({ permission: 'billing.price.read', input: organizationInput, locate: locateOrganization }).query(
    async ({ ctx }) => {
      const { currency } = await frameOf(database(), ctx.scope);
      return (await findPriceBook(database(), currency, processNow())) ?? null;
    },
  ),
});

/** Runs a mutation once per key that its form made; a repeated call gets the first answer. */
function once<T>(
  actor: UserActor,
  call: { procedure: string; input: { idempotencyKey: string } },
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const { idempotencyKey: key, ...body } = call.input;
  return inTransaction((tx) =>
    runIdempotent(tx, { principalId: uuidFromId(actor.id), procedure: call.procedure, key, body }, () => work(tx)),
  );
}

async function accountIdOf(scope: OrganizationScope): Promise<string | null> {
  return (await frameOf(database(), scope)).billingAccountId;
}

/** Everything billing answers. Amounts are `{currency, micros}` or micros as bigint. */
export const billingRouter = router({ account, ledger, usage, spend, budget, prices });
