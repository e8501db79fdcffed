// A gateway in a process of its own, as in production, so that its memory is its own. Says its port to whoever started it.
import '@/server/products/gpuaas';
import { startTestPortal } from '@/server/platform/runtime/runtime.testkit';
import { startEventBus, startRelay } from '@/server/shared/events';

startEventBus();
startRelay();
const portal = await startTestPortal();
process.send?.({ port: portal.port });
process.on('disconnect', () => process.exit());
