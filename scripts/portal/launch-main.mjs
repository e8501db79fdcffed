// Second half of `npm start`, on Node 24, when the machine's own Node is older.
import { runMain } from '../lib/fail.mjs';
import { launch } from './launch.mjs';

await runMain(() =>
  launch({ argv: process.argv.slice(2), startedAt: Number(process.env.GPUAAS_STARTED_AT) || Date.now() }),
);
