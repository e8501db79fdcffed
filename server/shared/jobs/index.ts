import './housekeeping';

export { defineJob, jobCatalogue, type Job } from './define-job';
export { isQueueReady, jobQueue, stopJobQueue } from './queue';
export { defineLoop, startWorker } from './worker';
