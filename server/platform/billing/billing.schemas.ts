import { z } from 'zod';
import { zId, type Id, type IdPrefix } from '@/server/shared/ids';
import { pageInput } from '@/server/shared/trpc';
import { TRANSACTION_KINDS } from './ledger/ledger.types';
import { LAYERS_MAX, SPEND_BUCKETS, SPEND_GROUPS } from './spend/spend.types';

const AMOUNT_MICROS_MAX = 10n ** 15n;
const PERIOD_MS_MAX = 400 * 86_400_000;
const HOURS_PERIOD_MS_MAX = 7 * 86_400_000;

/** Any id of ours; billing does not know the products' prefixes. */
const zResourceId = z.custom<Id<IdPrefix>>(
  (value) => typeof value === 'string' && /^[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(value),
  {
    message: 'not a valid id',
  },
);

/** A project, else a department, else an organization: the narrowest that is given. */
export const placeInput = z
  .object({
    organizationId: zId('org').optional(),
    departmentId: zId('dep').optional(),
    projectId: zId('prj').optional(),
  })
  .refine(
    (place) => place.organizationId ?? place.departmentId ?? place.projectId,
    'Name an organization, a department or a project.',
  );

/** The place that an input names. */
export function locatePlace(place: z.output<typeof placeInput>) {
  if (place.projectId) return { kind: 'project' as const, projectId: place.projectId };
  if (place.departmentId) return { kind: 'department' as const, departmentId: place.departmentId };
  return place.organizationId ? { kind: 'organization' as const, organizationId: place.organizationId } : null;
}

/** The organization that an input names. */
export function locateOrganization(input: { organizationId: Id<'org'> }) {
  return { kind: 'organization' as const, organizationId: input.organizationId };
}

const period = z.object({ from: z.date(), to: z.date() });
const isForward = ({ from, to }: z.output<typeof period>) =>
  from < to && to.getTime() - from.getTime() <= PERIOD_MS_MAX;
const PERIOD_WORDS = 'The period has to go forward, over 400 days at most.';

export const organizationInput = z.object({ organizationId: zId('org') });

export const seriesInput = placeInput
  .and(period.refine(isForward, PERIOD_WORDS))
  .and(z.object({ bucket: z.enum(SPEND_BUCKETS), groupBy: z.enum(SPEND_GROUPS) }))
  .refine(
    ({ bucket, from, to }) => bucket !== 'hour' || to.getTime() - from.getTime() <= HOURS_PERIOD_MS_MAX,
    'Hours can be shown for a week at most.',
  );

export const topInput = placeInput
  .and(period.refine(isForward, PERIOD_WORDS))
  .and(z.object({ groupBy: z.enum(SPEND_GROUPS), limit: z.number().int().min(1).max(100).default(10) }));

export const usageListInput = placeInput.and(
  pageInput.extend({
    resourceId: zResourceId.optional(),
    personId: zId('usr').optional(),
    exceptResourceIds: z.array(zResourceId).max(LAYERS_MAX).optional(),
    exceptPersonIds: z.array(zId('usr')).max(LAYERS_MAX).optional(),
    transactionId: zId('ltx').optional(),
    from: z.date().optional(),
    to: z.date().optional(),
    unratedOnly: z.boolean().optional(),
  }),
);

export const ledgerListInput = pageInput.extend({
  organizationId: zId('org'),
  kind: z.enum(TRANSACTION_KINDS).optional(),
  resourceId: zResourceId.optional(),
  text: z.string().trim().max(100).optional(),
  from: z.date().optional(),
  to: z.date().optional(),
});

export const ledgerGetInput = placeInput.and(z.object({ transactionId: zId('ltx') }));

const idempotencyKey = z.string().min(8).max(100);
const reason = z.string().trim().min(10, 'Give a reason of at least ten characters.').max(500);

export const adjustInput = z.object({
  organizationId: zId('org'),
  amountMicros: z
    .bigint()
    .min(-AMOUNT_MICROS_MAX)
    .max(AMOUNT_MICROS_MAX, 'The amount is too large.')
    .refine((micros) => micros !== 0n, 'The amount must differ from zero.'),
  reason,
  idempotencyKey,
});

export const reverseInput = z.object({ organizationId: zId('org'), transactionId: zId('ltx'), reason, idempotencyKey });

export const budgetSetInput = placeInput.and(
  z.object({
    amountMicros: z
      .bigint()
      .min(0n, 'A budget cannot be negative.')
      .max(AMOUNT_MICROS_MAX, 'The amount is too large.')
      .nullable(),
    isHard: z.boolean(),
    idempotencyKey,
  }),
);
