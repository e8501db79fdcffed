import { onceInProcess } from '@/server/shared/state/process-state';
import type { TerminalBackend } from './backend.types';
import { terminalErrors } from './terminals.errors';

const backends = () => onceInProcess('terminal-backends', () => new Map<string, TerminalBackend>());

/** Lets the gateway reach shells of an engine. Registering again replaces. */
export function registerTerminalBackend(driver: string, backend: TerminalBackend): void {
  backends().set(driver, backend);
}

/** The backend of a driver; throws `runtime.engine_unavailable` for one that this process does not know. */
export function terminalBackend(driver: string): TerminalBackend {
  const backend = backends().get(driver);
  if (!backend) throw terminalErrors.engine_unavailable({ attrs: { driver } });
  return backend;
}
