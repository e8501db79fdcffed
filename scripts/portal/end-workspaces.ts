import { readFileSync } from 'node:fs';
import { createRuntimeClient } from '@/server/node-runtime/protocol';

// Program behind `npm run stop`: asks the node runtime to end every workspace and then itself. It signs the task with the portal's key, as
// the runtime obeys nothing else. Arguments: socket, task private key file, event public key file.
const [socketPath, taskKeyFile, eventKeyFile] = process.argv.slice(2);
if (!socketPath || !taskKeyFile || !eventKeyFile) throw new Error('usage: end-workspaces SOCKET TASK_KEY EVENT_KEY');
const runtime = createRuntimeClient({
  socketPath,
  taskPrivateKey: readFileSync(taskKeyFile, 'utf8'),
  eventPublicKey: readFileSync(eventKeyFile, 'utf8'),
});
await runtime.shutdown({ endWorkspaces: true });
