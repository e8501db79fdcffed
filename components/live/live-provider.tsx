'use client';
import { createContext, use, useEffect, useEffectEvent, useState, useSyncExternalStore, type ReactNode } from 'react';
import { passesFilter } from './event-filter';
import { createLiveClient, type LiveClient } from './live-client';
import type { EventEnvelope, EventFilter, LiveState } from './live.types';

const LiveContext = createContext<LiveClient | null>(null);

/** Keeps the tab's one connection while the signed-in part of the portal is shown. Stand it once, above the shell. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [client] = useState(() => createLiveClient());
  useEffect(() => {
    client.start();
    return () => client.stop();
  }, [client]);
  return <LiveContext value={client}>{children}</LiveContext>;
}

/** The connection itself, for what speaks over it. Throws outside a LiveProvider. */
export function useLiveClient(): LiveClient {
  const client = use(LiveContext);
  if (!client) throw new Error('there is no LiveProvider above');
  return client;
}

const atFirst: LiveState = { status: 'connecting', error: null, latencyMs: null };

/** How the connection stands: for the shell's indicator, and for whatever shows live figures. */
export function useLive(): LiveState {
  const client = useLiveClient();
  return useSyncExternalStore(
    client.onStateChange,
    () => client.state,
    () => atFirst,
  );
}

/**
 * Calls `handler` with each event that passes the filter, and with nothing (`undefined`) when the connection came back: what
 * happened meanwhile was not heard, so look at the server anew.
 */
export function useEvents(filter: EventFilter, handler: (event: EventEnvelope | undefined) => void): void {
  const client = useLiveClient();
  const handle = useEffectEvent((event: EventEnvelope | undefined) => {
    if (event === undefined || passesFilter(filter, event)) handler(event);
  });
  useEffect(() => {
    const stops = [client.onEvent((event) => handle(event)), client.onReturn(() => handle(undefined))];
    return () => stops.forEach((stop) => stop());
  }, [client]);
}
