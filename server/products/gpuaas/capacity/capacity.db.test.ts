import { expect, it } from 'vitest';
import { database, inTransaction } from '@/server/shared/db';
import { newId } from '@/server/shared/ids';
import { tellFleetChanged } from './capacity.service';

it('tells everybody who is signed in that free capacity changed', async () => {
  const nodeId = newId('nod');
  await inTransaction((tx) => tellFleetChanged(tx, nodeId));
  expect(await database().outboxEvent.findMany({ where: { type: 'gpuaas.fleet_changed' } })).toMatchObject([
    { everyone: true, organizationId: null, projectId: null, userId: null, payload: { node_id: nodeId } },
  ]);
});
