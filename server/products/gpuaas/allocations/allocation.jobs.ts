import { z } from 'zod';
import { zId } from '@/server/shared/ids';
import { defineJob } from '@/server/shared/jobs';
import { driveProvision } from './provision.service';
import { driveRelease } from './release-drive.service';

const payload = z.object({ allocationId: zId('alc') });

/** Starts the workspace of a requested allocation. */
export const provisionJob = defineJob({
  name: 'gpuaas.provision',
  payload,
  timeoutMs: 90_000,
  concurrency: 4,
  handle: ({ allocationId }) => driveProvision(allocationId),
});

/** Ends the workspace of a releasing allocation. */
export const releaseJob = defineJob({
  name: 'gpuaas.release',
  payload,
  timeoutMs: 90_000,
  concurrency: 4,
  handle: ({ allocationId }) => driveRelease(allocationId),
});
