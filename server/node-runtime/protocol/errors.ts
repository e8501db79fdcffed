/**
 * Reasons for which the runtime refuses a task, or the client cannot deliver it. `unavailable`: no runtime answers on the socket, or not
 * in time, or the connection was lost before the answer; the task may have run, and repeating it with the same `taskId` is safe.
 */
const runtimeErrorCodes = [
  'unavailable',
  'bad_frame',
  'bad_signature',
  'bad_task',
  'expired',
  'replayed',
  'task_conflict',
  'isolation_unavailable',
  'draining',
  'busy',
  'workspace_not_found',
  'workspace_conflict',
  'workspace_ended',
  'no_capacity',
  'pty_not_found',
  'pty_conflict',
  'pty_limit',
  'pty_offset_ahead',
  'port_closed',
  'exec_failed',
  'provision_failed',
  'agent_unreachable',
  'internal',
] as const;

/** One of the codes above. */
export type RuntimeErrorCode = (typeof runtimeErrorCodes)[number];

const brand = Symbol.for('gpuaas.runtime-error');

/** A refusal or failure of a task. `message` is a sentence a person may read; it holds no path, no address and no secret. */
export class RuntimeError extends Error {
  readonly code: RuntimeErrorCode;
  readonly [brand] = true;

  constructor(code: RuntimeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RuntimeError';
    this.code = code;
  }
}

/** Recognises a {@link RuntimeError} by brand, so that two copies of this module agree. */
export function isRuntimeError(value: unknown): value is RuntimeError {
  return typeof value === 'object' && value !== null && brand in value;
}

/** The code as a known one; anything else from the wire becomes `internal`. */
export function toRuntimeErrorCode(value: string): RuntimeErrorCode {
  return runtimeErrorCodes.find((code) => code === value) ?? 'internal';
}
