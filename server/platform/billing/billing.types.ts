import type { Id, IdPrefix } from '@/server/shared/ids';

/** Any billable thing: an allocation today, a volume or an app tomorrow. */
export type ResourceId = Id<IdPrefix>;

/** Who pays for, and who caused, what a resource costs. Fixed when its hold is placed and its meter starts. */
export interface Attribution {
  organizationId: Id<'org'>;
  departmentId: Id<'dep'>;
  projectId: Id<'prj'>;
  actorId: Id<'usr'> | Id<'sac'>;
  /** Name of the product in the registry. */
  product: string;
}

/** The attribution as rows hold it: uuids. */
export interface AttributionRow {
  organizationId: string;
  departmentId: string;
  projectId: string;
  actorId: string;
  product: string;
}

/** A resource with the name it had when it was launched. */
export interface BilledResource {
  id: ResourceId;
  name: string;
}
