import type { Id } from '@/server/shared/ids';

/** Whose money is shown: a project's, a department's or an organization's. */
export type BillingPlace = { organizationId: Id<'org'> } | { departmentId: Id<'dep'> } | { projectId: Id<'prj'> };

/** Whether a text is a well-formed transaction id, as it may stand in the address. */
export function isTransactionId(text: string): text is Id<'ltx'> {
  return /^ltx_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text);
}

/** Whether a text is a well-formed project id, as it may stand in the address. */
export function isProjectId(text: string): text is Id<'prj'> {
  return /^prj_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text);
}
