/** A worker that drives one allocation, on a node that its parent holds: every call to the driver is a message. Started by the kill test. */
import { isId } from '@/server/shared/ids';
import './gpuaas.registration';
import { driveProvision } from './allocations/provision.service';
import { driveRelease } from './allocations/release-drive.service';
import type { CapacityDriver } from './drivers/capacity-driver';
import { registerDriver } from './drivers/drivers';
import { STAND_IN } from './drivers/stand-in.testkit';

const CALLS = ['inventory', 'list', 'status', 'provision', 'release', 'exec', 'stats', 'drain', 'resume'] as const;

const ask = (method: string) => (first: unknown, second: unknown) =>
  new Promise((resolve) => {
    process.once('message', ({ answer }: { answer: unknown }) => resolve(answer));
    process.send?.({ method, args: [first, typeof second === 'function' ? undefined : second] });
  });

registerDriver({
  name: STAND_IN,
  ...Object.fromEntries(CALLS.map((method) => [method, ask(method)])),
} as unknown as CapacityDriver);

const [work = '', id = ''] = process.argv.slice(2);
if (!isId('alc', id)) throw new Error('usage: dying-worker provision|release ALLOCATION');
await (work === 'provision' ? driveProvision(id) : driveRelease(id));
