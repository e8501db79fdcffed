import pino, { type Logger } from 'pino';
import { onceInProcess } from '@/server/shared/state/process-state';
import { correlationInScope } from './correlation';

/** Names that never reach a log line with their value, at the top of a line or one level down. */
const SECRET_NAMES = ['password', 'token', 'ticket', 'cookie', 'authorization', 'secret'];

/** The process' structured log (JSON lines on standard output). */
export function log(): Logger {
  return onceInProcess('log', () =>
    pino({
      level: process.env['LOG_LEVEL'] ?? 'info',
      base: { pid: process.pid },
      redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
      mixin() {
        const correlationId = correlationInScope();
        return correlationId ? { correlationId } : {};
      },
    }),
  );
}
