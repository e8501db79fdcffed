import type { EventEnvelope, EventFilter } from './live.types';

/** Whether an event passes a filter. A filter that ends in a dot means everything that begins with it. */
export function passesFilter(filter: EventFilter, event: EventEnvelope): boolean {
  if (typeof filter === 'function') return filter(event);
  const wanted = typeof filter === 'string' ? [filter] : filter;
  return wanted.some((type) => (type.endsWith('.') ? event.event_type.startsWith(type) : event.event_type === type));
}
