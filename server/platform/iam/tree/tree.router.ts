import { z } from 'zod';
import { database } from '@/server/shared/db';
import { zId } from '@/server/shared/ids';
import { pageInput, router } from '@/server/shared/trpc';
import { zEmail, zName, zTimeZone } from '../iam.schemas';
import { createOrganizationWithOwner } from '../invitations/invitations.service';
import { guarded } from '../procedures/procedures';
import { findDepartmentsOf, findOrganizationPage, findProjectPage, offsetOf } from './tree.pages';
import {
  createDepartment,
  createProject,
  moveProject,
  renameDepartment,
  renameProject,
  updateOrganization,
} from './tree.service';

const textInput = z.string().trim().max(100).optional();
const organizationInput = z.object({ organizationId: zId('org') });
const atPlatform = () => ({ kind: 'platform' as const });
const atOrganization = (input: z.output<typeof organizationInput>) => ({
  kind: 'organization' as const,
  organizationId: input.organizationId,
});

/** Organizations: all of them for the platform's people, one for its own. */
export const organizationsRouter = router({
  list: guarded({
    permission: 'iam.organization.read',
    input: pageInput.extend({ text: textInput }),
    locate: atPlatform,
  }).query(({ input }) =>
    findOrganizationPage(database(), {
      ...(input.text && { text: input.text }),
      offset: offsetOf(input.cursor),
      limit: input.limit,
    }),
  ),
  create: guarded({
    permission: 'iam.organization.create',
    input: z.object({ name: zName, timeZone: zTimeZone, ownerEmail: zEmail }),
    locate: atPlatform,
  }).mutation(({ ctx, input }) => createOrganizationWithOwner(ctx.actor, input)),
  update: guarded({
    permission: 'iam.organization.update',
    input: organizationInput.extend({ name: zName, timeZone: zTimeZone }),
    locate: atOrganization,
  }).mutation(({ ctx, input }) =>
    updateOrganization(ctx.actor, ctx.scope, { name: input.name, timeZone: input.timeZone }),
  ),
});

export const departmentsRouter = router({
  list: guarded({
    permission: 'iam.department.read',
    input: organizationInput,
    locate: atOrganization,
  }).query(({ ctx }) => findDepartmentsOf(database(), ctx.scope.organizationId)),
  create: guarded({
    permission: 'iam.department.create',
    input: organizationInput.extend({ name: zName }),
    locate: atOrganization,
  }).mutation(({ ctx, input }) => createDepartment(ctx.actor, ctx.scope, input.name)),
  rename: guarded({
    permission: 'iam.department.update',
    input: z.object({ departmentId: zId('dep'), name: zName }),
    locate: (input) => ({ kind: 'department' as const, departmentId: input.departmentId }),
  }).mutation(({ ctx, input }) => renameDepartment(ctx.actor, ctx.scope, input.name)),
});

export const projectsRouter = router({
  list: guarded({
    permission: 'iam.project.read',
    input: pageInput.extend({ ...organizationInput.shape, departmentId: zId('dep').optional(), text: textInput }),
    locate: atOrganization,
  }).query(({ ctx, input }) =>
    findProjectPage(
      database(),
      {
        organizationId: ctx.scope.organizationId,
        ...(input.departmentId && { departmentId: input.departmentId }),
      },
      { ...(input.text && { text: input.text }), offset: offsetOf(input.cursor), limit: input.limit },
    ),
  ),
  create: guarded({
    permission: 'iam.project.create',
    input: z.object({ departmentId: zId('dep'), name: zName }),
    locate: (input) => ({ kind: 'department' as const, departmentId: input.departmentId }),
  }).mutation(({ ctx, input }) => createProject(ctx.actor, ctx.scope, input.name)),
  rename: guarded({
    permission: 'iam.project.update',
    input: z.object({ projectId: zId('prj'), name: zName }),
    locate: (input) => ({ kind: 'project' as const, projectId: input.projectId }),
  }).mutation(({ ctx, input }) => renameProject(ctx.actor, ctx.scope, input.name)),
  move: guarded({
    permission: 'iam.project.move',
    input: organizationInput.extend({ projectId: zId('prj'), departmentId: zId('dep') }),
    locate: atOrganization,
  }).mutation(({ ctx, input }) =>
    moveProject(ctx.actor, ctx.scope, { projectId: input.projectId, departmentId: input.departmentId }),
  ),
});
