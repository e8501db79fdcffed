import { z } from 'zod';
import { guarded } from '@/server/platform/iam';
import { database } from '@/server/shared/db';
import { zId, type Id } from '@/server/shared/ids';
import { router } from '@/server/shared/trpc';
import { readLastHour } from '../metrics/metrics.service';
import { changeInput, launchInput, listInput, oneInput } from './allocation.schemas';
import { locateAllocation } from './allocation.query';
import { getAllocation, listAllocations, previewOf } from './allocation.read';
import { launch } from './launch.service';
import { forceRelease, release, retryLaunch } from './release.service';

const inProject = ({ projectId }: { projectId: Id<'prj'> }) => ({ kind: 'project' as const, projectId });
const ofAllocation = ({ allocationId }: { allocationId: Id<'alc'> }) => locateAllocation(database(), allocationId);
const onPlatform = () => ({ kind: 'platform' as const });

/** A project, else an organization, else the whole platform. */
const scopedListInput = listInput.extend({ organizationId: zId('org').optional() });

function ofList(input: z.output<typeof scopedListInput>) {
  if (input.projectId) return { kind: 'project' as const, projectId: input.projectId };
  if (input.organizationId) return { kind: 'organization' as const, organizationId: input.organizationId };
  return { kind: 'platform' as const };
}

/** Workspaces: launching, looking at, releasing. */
export const allocationRouter = router({
  list: guarded({ permission: 'gpuaas.allocation.read', input: scopedListInput, locate: ofList }).query(
    ({ ctx, input }) => listAllocations(ctx.actor, ctx.scope, input),
  ),
  get: guarded({ permission: 'gpuaas.allocation.read', input: oneInput, locate: ofAllocation }).query(
    ({ ctx, input }) => getAllocation(ctx.actor, ctx.scope, input.allocationId),
  ),
  preview: guarded({
    permission: 'gpuaas.allocation.launch',
    input: z.object({ projectId: zId('prj'), skuCode: z.string().max(100) }),
    locate: inProject,
  }).query(({ ctx, input }) => previewOf(ctx.actor, ctx.scope, input.skuCode)),
  launch: guarded({ permission: 'gpuaas.allocation.launch', input: launchInput, locate: inProject }).mutation(
    ({ ctx, input: { projectId: _, ...input } }) => launch(ctx.actor, ctx.scope, input),
  ),
  release: guarded({ permission: 'gpuaas.allocation.release', input: changeInput, locate: ofAllocation }).mutation(
    ({ ctx, input }) => release(ctx.actor, ctx.scope, input),
  ),
  retry: guarded({ permission: 'gpuaas.allocation.retry', input: changeInput, locate: ofAllocation }).mutation(
    ({ ctx, input }) => retryLaunch(ctx.actor, ctx.scope, input),
  ),
  forceRelease: guarded({
    permission: 'gpuaas.allocation.force_release',
    input: changeInput,
    locate: onPlatform,
  }).mutation(({ ctx, input }) => forceRelease(ctx.actor, input)),
  metrics: guarded({ permission: 'gpuaas.allocation.read', input: oneInput, locate: ofAllocation }).query(({ input }) =>
    readLastHour(input.allocationId),
  ),
});
