export { defineJob, jobCatalogue, type Job } from './define-job';
export { jobQueue, stopJobQueue } from './queue';
export { defineLoop, startWorker } from './worker';
