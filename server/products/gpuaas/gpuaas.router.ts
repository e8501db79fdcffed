import { z } from 'zod';
import { guarded, signedInProcedure } from '@/server/platform/iam';
import { zId } from '@/server/shared/ids';
import { router } from '@/server/shared/trpc';
import { allocationRouter } from './allocations/allocation.router';
import { readCatalog } from './catalog/catalog.service';
import { readFleet, recheckSlot, setDraining } from './fleet/fleet.service';

const onPlatform = () => ({ kind: 'platform' as const });

/** GPU workspaces: what is on offer, what runs, and on which machines. */
export const gpuaasRouter = router({
  allocation: allocationRouter,
  catalog: router({
    /** The same for everybody: sizes, prices and free capacity of the region. */
    list: signedInProcedure(
      'Prices and free capacity of the region are the same for everybody who is signed in.',
    ).query(() => readCatalog()),
  }),
  fleet: router({
    nodes: guarded({ permission: 'gpuaas.fleet.read', input: z.object({}).optional(), locate: onPlatform }).query(() =>
      readFleet(),
    ),
    recheckSlot: guarded({
      permission: 'gpuaas.fleet.operate',
      input: z.object({ slotId: zId('slt') }),
      locate: onPlatform,
    }).mutation(({ ctx, input }) => recheckSlot(ctx.actor, input.slotId)),
    setDraining: guarded({
      permission: 'gpuaas.fleet.operate',
      input: z.object({ nodeId: zId('nod'), isDraining: z.boolean() }),
      locate: onPlatform,
    }).mutation(({ ctx, input }) => setDraining(ctx.actor, input.nodeId, input.isDraining)),
  }),
});
