/**
 * The only door to the node runtime: the shapes of its tasks and events, how they are signed, how they travel, and a typed
 * client. Nothing else of this folder is imported from outside.
 */
export * from './protocol/task-schemas';
export * from './protocol/event-schemas';
export * from './protocol/errors';
export { createTaskKeys } from './protocol/envelope';
export { createRuntimeClient, type RuntimeClient } from './protocol/client';
