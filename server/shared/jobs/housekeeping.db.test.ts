import { describe, expect, it } from 'vitest';
import { database } from '@/server/shared/db';
import { newUuid } from '@/server/shared/ids';
import { sweep } from './housekeeping';

const DAY_MS = 24 * 3_600_000;

describe('housekeeping', () => {
  it('removes what nobody asks for any more, and nothing else', async () => {
    const now = Date.now();
    const event = (publishedAt: Date | null) => ({
      eventId: newUuid(),
      type: 'sample.happened',
      version: 1,
      occurredAt: new Date(now - 30 * DAY_MS),
      correlationId: 'c',
      payload: {},
      publishedAt,
    });
    await database().outboxEvent.createMany({
      data: [event(new Date(now - 8 * DAY_MS)), event(new Date(now - 6 * DAY_MS)), event(null)],
    });
    const key = (procedure: string, expiresAt: Date) => ({
      principalId: newUuid(),
      procedure,
      key: 'k',
      bodyHash: Buffer.from('h'),
      createdAt: new Date(now - 2 * DAY_MS),
      expiresAt,
    });
    await database().idempotencyKey.createMany({
      data: [key('old', new Date(now - 1_000)), key('live', new Date(now + DAY_MS))],
    });
    await sweep();
    const left = await database().outboxEvent.findMany({ orderBy: { id: 'asc' } });
    expect(left.map((row) => row.publishedAt === null)).toEqual([false, true]);
    expect((await database().idempotencyKey.findMany()).map((row) => row.procedure)).toEqual(['live']);
  });
});
