import type { Id } from '@/server/shared/ids';

/** Whose trail: a project's, an organization's, or (both absent) the platform's. */
export interface AuditPlace {
  organizationId?: Id<'org'>;
  projectId?: Id<'prj'>;
}
