import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { expect, test } from 'vitest';
import { createLiveClient } from './live-client';

test('a server that missed events is heard as a return, and a first connection is not', async () => {
  const http = createServer();
  const io = new Server(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const client = createLiveClient({ url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` });
  const heard: string[] = [];
  client.onEvent((event) => heard.push(event.event_type));
  const returned = new Promise<void>((resolve) =>
    client.onReturn(() => {
      heard.push('return');
      resolve();
    }),
  );
  io.on('connection', (socket) => {
    socket.emit('event', { event_type: 'test.happened' });
    socket.emit('live:refetch');
  });
  client.start();
  await returned;
  client.stop();
  await io.close();
  expect(heard).toEqual(['test.happened', 'return']);
});
