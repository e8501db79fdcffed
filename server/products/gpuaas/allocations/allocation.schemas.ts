import { z } from 'zod';
import { zId } from '@/server/shared/ids';
import { pageInput } from '@/server/shared/trpc';
import { ALLOCATION_STATES } from './allocation.types';

/** Smallest home that a shell and its history fit in. */
export const DISK_MIB_MIN = 512;
/** No size offers more; the size's own limit is checked when it is known. */
const DISK_MIB_MAX = 4_194_304;

const NAME_PATTERN = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Made by the form when it opens, once per intent. */
const idempotencyKey = z.string().min(16).max(64).regex(/^[A-Za-z0-9_-]+$/); // prettier-ignore

export const launchInput = z.object({
  projectId: zId('prj'),
  skuCode: z.string('Choose a size.').min(1, 'Choose a size.').max(100),
  name: z
    .string('Give the workspace a name.')
    .min(1, 'Give the workspace a name.')
    .max(63, 'At most 63 characters.')
    .regex(NAME_PATTERN, 'Lower-case letters, digits and hyphens; it starts and ends with a letter or digit.'),
  image: z.literal('base'),
  diskMib: z
    .int('Give the disk as a whole number of MiB.')
    .min(DISK_MIB_MIN, `At least ${DISK_MIB_MIN} MiB.`)
    .max(DISK_MIB_MAX, `At most ${DISK_MIB_MAX} MiB.`),
  idempotencyKey,
});

const SORTS = ['-requestedAt', 'requestedAt', 'name', '-name', 'state', '-microsPerHour', 'microsPerHour'] as const;

/** Filter of a list. Everything is within the scope that the caller proved. */
export const listInput = pageInput.extend({
  /** A state, `live` for all that is not over, or `all`. */
  state: z.enum([...ALLOCATION_STATES, 'live', 'all']).default('all'),
  ownerId: zId('usr').optional(),
  projectId: zId('prj').optional(),
  q: z.string().max(100).default(''),
  sort: z.enum(SORTS).default('-requestedAt'),
});
export type ListInput = z.output<typeof listInput>;

export const oneInput = z.object({ allocationId: zId('alc') });
export const changeInput = oneInput.extend({ idempotencyKey });
