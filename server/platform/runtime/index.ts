import './runtime.registration';
import './tickets/tickets.jobs';

export { attachGateway, type Gateway } from './gateway/runtime.gateway';
export type {
  Answer,
  ClientToServer,
  LiveError,
  OpenTerminal,
  ServerToClient,
  ShellPresence,
  TerminalOpened,
  Watcher,
} from './gateway/wire.types';
export { closeSurfaces, listSurfaces, openSurface } from './surfaces/surfaces.service';
export type {
  OpenSurfaceInput,
  Surface,
  SurfaceAudience,
  SurfaceAuthMode,
  SurfaceKind,
} from './surfaces/surfaces.types';
export { registerTerminalBackend } from './terminals/backends';
export {
  STREAM_WINDOW_BYTES,
  type ShellExit,
  type ShellInfo,
  type ShellSize,
  type ShellStream,
  type ShellStreamHandlers,
  type TerminalBackend,
  type TerminalTarget,
} from './terminals/backend.types';
export { terminalErrors } from './terminals/terminals.errors';
export { runtimeRouter } from './terminals/terminals.router';
export { mayEnter } from './terminals/terminals.service';
export type { ShellView } from './terminals/terminals.view';
