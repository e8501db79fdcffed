export { defineEvents, type Audience, type EventDefinition, type EventEnvelope } from './define-events';
export { announceBatch, startRelay } from './relay';
export { onEventsReturn, startEventBus, subscribe, type AnnouncedEvent } from './bus';
