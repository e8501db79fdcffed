import { z } from 'zod';
import { zId } from '@/server/shared/ids';
import { BUILT_IN_ROLE_NAMES } from './rights/roles';

const NAME_LENGTH_MAX = 80;
const EMAIL_LENGTH_MAX = 254;
const PASSWORD_LENGTH_MIN = 12;
// Long enough for any passphrase; a bound, because hashing is work that anybody may ask for.
const PASSWORD_LENGTH_MAX = 200;

/** A name of a person, a project, … : one line without control characters. */
export const zName = z
  .string()
  .trim()
  .min(1, 'Give a name.')
  .max(NAME_LENGTH_MAX, `At most ${NAME_LENGTH_MAX} characters.`)
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'Only letters, digits and signs that can be seen.');

export const zEmail = z
  .string()
  .trim()
  .toLowerCase()
  .max(EMAIL_LENGTH_MAX, `At most ${EMAIL_LENGTH_MAX} characters.`)
  .pipe(z.email('This is not an e-mail address.'));

/** A password that is being chosen. */
export const zNewPassword = z
  .string()
  .min(PASSWORD_LENGTH_MIN, `At least ${PASSWORD_LENGTH_MIN} characters.`)
  .max(PASSWORD_LENGTH_MAX, `At most ${PASSWORD_LENGTH_MAX} characters.`);

/** A password that is being proven: whatever it was chosen as. */
export const zCurrentPassword = z.string().min(1, 'Give your current password.').max(PASSWORD_LENGTH_MAX);

/** A token of a one-time link. Its exact shape is not told: what is no token is a link that does not work. */
export const zToken = z.string().min(1).max(200);

/** An IANA time zone that this runtime knows. */
export const zTimeZone = z.string().max(60).refine(isTimeZone, 'This is not a time zone.');

export const zRole = z.enum(BUILT_IN_ROLE_NAMES as [string, ...string[]]);

const zOrganizationRef = z.object({ kind: z.literal('organization'), organizationId: zId('org') });
const zDepartmentRef = z.object({ kind: z.literal('department'), departmentId: zId('dep') });
const zProjectRef = z.object({ kind: z.literal('project'), projectId: zId('prj') });

/** A place inside an organization, as an input names it. */
export const zTenantRef = z.discriminatedUnion('kind', [zOrganizationRef, zDepartmentRef, zProjectRef]);

/** Any place, the platform included. */
export const zScopeRef = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('platform') }),
  zOrganizationRef,
  zDepartmentRef,
  zProjectRef,
]);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
