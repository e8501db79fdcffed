import type { EventEnvelope } from '@/server/shared/events';
import type { LiveError } from '@/server/platform/runtime';

export type { EventEnvelope, LiveError };

/** `live` updates arrive · `connecting` again · `offline` for longer than a moment · `ended` by the server, with the reason. */
export type LiveStatus = 'connecting' | 'live' | 'offline' | 'ended';

/** What the screens know of the connection. A new object whenever something changed. */
export interface LiveState {
  status: LiveStatus;
  /** Why the server refused or ended the connection. */
  error: LiveError | null;
  /** Time of the last round trip; null before the first one, and while there is no connection. */
  latencyMs: number | null;
}

/** An event type (`gpuaas.allocation_changed`), a beginning (`gpuaas.`), several of them, or a question. */
export type EventFilter = string | readonly string[] | ((event: EventEnvelope) => boolean);
