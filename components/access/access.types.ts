import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/root';

type Outputs = inferRouterOutputs<AppRouter>['iam'];

export type PersonRow = Outputs['people']['list']['items'][number];
export type HeldRole = PersonRow['bindings'][number];
export type InvitationRow = Outputs['invitations']['list']['items'][number];
export type DepartmentRow = Outputs['departments']['list'][number];
export type ProjectRow = Outputs['projects']['list']['items'][number];
export type OrganizationRow = Outputs['organizations']['list']['items'][number];
export type SessionRow = Outputs['sessions']['list'][number];
/** A place inside an organization, as calls name it. */
export type TenantRef = inferRouterInputs<AppRouter>['iam']['people']['list']['scope'];
