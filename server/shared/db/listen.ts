import pg from 'pg';
import { databaseAddress } from '@/server/shared/env';
import { log } from '@/server/shared/log';

const RECONNECT_MS = 500;

export interface Listener {
  close(): Promise<void>;
}

/**
 * LISTENs on a channel over a connection of its own and keeps it up: after a loss it reconnects and calls `onConnected`
 * again, so that the caller can look for what it missed.
 */
export function listen(channel: string, onNotify: (payload: string) => void, onConnected: () => void): Listener {
  let client: pg.Client | undefined;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const connect = async () => {
    const fresh = new pg.Client({
      connectionString: databaseAddress(),
      application_name: `gpuaas-listen-${channel}`,
      keepAlive: true,
    });
    let over = false;
    const lost = (error?: unknown) => {
      if (over) return;
      over = true;
      client = undefined;
      fresh.end().catch(() => undefined);
      if (closed) return;
      log().warn({ channel, err: error }, 'listening connection lost');
      timer = setTimeout(() => void connect(), RECONNECT_MS);
    };
    fresh.on('error', lost);
    fresh.on('end', () => lost());
    fresh.on('notification', (message) => onNotify(message.payload ?? ''));
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      if (closed) return void fresh.end();
      client = fresh;
      onConnected();
    } catch (error) {
      lost(error);
    }
  };
  const connecting = connect();

  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await connecting;
      await client?.end();
    },
  };
}
