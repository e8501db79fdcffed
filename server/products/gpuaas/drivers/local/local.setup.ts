import { readFileSync } from 'node:fs';
import { createRuntimeClient, RuntimeError, type RuntimeClient } from '@/server/node-runtime/protocol';
import { registerTerminalBackend } from '@/server/platform/runtime';
import { env } from '@/server/shared/env';
import { defineHealthCheck } from '@/server/shared/health';
import { onceInProcess } from '@/server/shared/state/process-state';
import { registerDriver } from '../drivers';
import { refuseElsewhere } from '../elsewhere';
import { createLocalDriver, LOCAL_DRIVER } from './local-driver';
import { createLocalTerminals } from './local-terminals';

/** This machine's node runtime. Made at first use: imports run before the configuration is known. */
function localRuntime(): RuntimeClient {
  const { runtime } = env();
  if (!runtime) throw new RuntimeError('unavailable', 'No node runtime is configured on this machine.');
  return onceInProcess('gpuaas-local-runtime', () =>
    createRuntimeClient({
      socketPath: runtime.socketPath,
      taskPrivateKey: readFileSync(runtime.taskKeyFile, 'utf8'),
      eventPublicKey: readFileSync(runtime.eventKeyFile, 'utf8'),
    }),
  );
}

/** Makes this machine reachable: as a capacity driver, and for terminals. */
export function registerLocalDriver(): void {
  registerDriver(createLocalDriver(localRuntime));
  registerTerminalBackend(LOCAL_DRIVER, refuseElsewhere(createLocalTerminals(localRuntime)));
  defineHealthCheck('runtime', async () => {
    await localRuntime().list({});
    return { ok: true };
  });
}
