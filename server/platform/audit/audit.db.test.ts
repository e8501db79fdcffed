import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { defineProduct } from '@/server/platform/registry';
import { database, inTransaction } from '@/server/shared/db';
import { newId, uuidFromId } from '@/server/shared/ids';
import { fileDatabase } from '@/server/testkit';
import { listAudit } from './audit.query';
import { appendAudit } from './audit.service';

defineProduct({ name: 'sample', title: 'Sample', permissions: [], auditActions: ['sample.thing.made'] });
const actor = { kind: 'system' as const, id: null, name: 'sample' };
const organizationId = newId('org');
const made = {
  actor,
  action: 'sample.thing.made',
  target: { kind: 'thing', id: null },
  result: 'ok' as const,
  organizationId,
};

describe('the audit trail', () => {
  let owner: pg.Client;
  beforeAll(async () => {
    owner = new pg.Client({ connectionString: fileDatabase().ownerUrl });
    await owner.connect();
  });
  afterAll(() => owner.end());

  it('keeps nothing of a transaction that did not commit', async () => {
    await expect(
      inTransaction(async (tx) => {
        await appendAudit(tx, made);
        throw new RangeError('no');
      }),
    ).rejects.toThrow('no');
    expect(await database().auditEntry.count()).toBe(0);
  });

  it('refuses unregistered actions and metadata that looks like a secret', async () => {
    await expect(
      inTransaction((tx) => appendAudit(tx, { ...made, action: 'sample.thing.lost' })),
    ).rejects.toMatchObject({
      code: 'registry.unknown_name',
    });
    await expect(inTransaction((tx) => appendAudit(tx, { ...made, metadata: { apiToken: 'x' } }))).rejects.toThrow(
      'may not carry',
    );
  });

  it('lets nobody change or remove a row: not the application, not the owner', async () => {
    await inTransaction((tx) => appendAudit(tx, made));
    const attempts = ['UPDATE audit_entry SET action = $$x$$', 'DELETE FROM audit_entry', 'TRUNCATE audit_entry'];
    for (const sql of attempts) {
      await expect(database().$executeRawUnsafe(sql)).rejects.toThrow(/permission denied/);
      await expect(owner.query(sql)).rejects.toMatchObject({ constraint: 'audit_append_only' });
    }
    expect(await database().auditEntry.count()).toBe(1);
  });

  it('pages newest first without losing or doubling a row', async () => {
    for (let i = 0; i < 5; i++) await inTransaction((tx) => appendAudit(tx, { ...made, metadata: { i } }));
    const seen: bigint[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAudit(database(), {}, { filter: { action: 'sample.' }, cursor, limit: 2 });
      expect(page.total).toBe(6);
      seen.push(...page.items.map((item) => item.seq));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(6);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => (a > b ? -1 : 1)));
  });

  it('tells the screens of its place that it grew, and nothing of what was written', async () => {
    await inTransaction((tx) => appendAudit(tx, made));
    await inTransaction((tx) => appendAudit(tx, { ...made, organizationId: null }));
    const events = await database().outboxEvent.findMany({ orderBy: { id: 'desc' }, take: 2 });
    const told = { type: 'audit.entry_appended', payload: {}, projectId: null, userId: null };
    expect(events).toMatchObject([
      { ...told, organizationId: null },
      { ...told, organizationId: uuidFromId(organizationId) },
    ]);
  });
});
