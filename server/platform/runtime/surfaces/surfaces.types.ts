import type { Id, IdPrefix } from '@/server/shared/ids';

/** What a surface can be. The registry knows the same names under `surfaceKinds`. */
export type SurfaceKind = 'terminal' | 'browser_app' | 'api_app' | 'metrics' | 'operator_tool';

/** Who may enter: the owner and those with a right over other people's, everybody in the project, or operators. */
export type SurfaceAudience = 'owner' | 'project' | 'platform';

export type SurfaceAuthMode = 'browser_session' | 'api_bearer';

/** Id of what the surface leads into: an allocation, an app. */
export type ResourceId = Id<IdPrefix>;

/** A registered way into a workload. */
export interface Surface {
  id: Id<'sfc'>;
  organizationId: Id<'org'>;
  projectId: Id<'prj'>;
  /** Uuid: the prefix is the product's to know. */
  resourceUuid: string;
  kind: SurfaceKind;
  name: string;
  ownerId: Id<'usr'> | null;
  audience: SurfaceAudience;
  authMode: SurfaceAuthMode;
  /** In the driver's own words; never leaves the server. */
  target: Record<string, unknown>;
  version: number;
  openedAt: Date;
  closedAt: Date | null;
}

export interface OpenSurfaceInput {
  organizationId: Id<'org'>;
  projectId: Id<'prj'>;
  resourceId: ResourceId;
  kind: SurfaceKind;
  /** Unique per resource and kind. */
  name: string;
  ownerId: Id<'usr'> | null;
  audience: SurfaceAudience;
  authMode: SurfaceAuthMode;
  target: Record<string, unknown>;
}
