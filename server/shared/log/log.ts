import pino, { type Logger, type LoggerOptions } from 'pino';
import { onceInProcess } from '@/server/shared/state/process-state';
import { correlationInScope } from './correlation';

/** Names that never reach a log line with their value, at the top of a line or one level down. */
const SECRET_NAMES = ['password', 'token', 'ticket', 'cookie', 'authorization', 'secret'];

interface LogHolder {
  logger: Logger | undefined;
}

const holder = () => onceInProcess<LogHolder>('log', () => ({ logger: undefined }));

/** The process' structured log (JSON lines on standard output). */
export function log(): Logger {
  const held = holder();
  held.logger ??= pino(optionsAt(process.env['LOG_LEVEL'] ?? 'info'));
  return held.logger;
}

/** For tests: every line, of whatever level, goes to `write` instead; without it the log is as it was. */
export function overrideLog(write?: (line: string) => void): void {
  holder().logger = write && pino(optionsAt('trace'), { write });
}

function optionsAt(level: string): LoggerOptions {
  return {
    level,
    base: { pid: process.pid },
    redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    mixin() {
      const correlationId = correlationInScope();
      return correlationId ? { correlationId } : {};
    },
  };
}
