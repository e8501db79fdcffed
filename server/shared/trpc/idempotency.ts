import { createHash } from 'node:crypto';
import superjson, { type SuperJSONResult } from 'superjson';
import type { Prisma, Tx } from '@/server/shared/db';
import { sharedErrors } from '@/server/shared/errors';

const KEEP_MS = 24 * 3_600_000;

interface IdempotentCall {
  /** Uuid of the caller. */
  principalId: string;
  procedure: string;
  /** Made when the form opens. */
  key: string;
  /** The input without the key; hashed in its serialised form. */
  body: unknown;
}

/**
 * Same key and body → the first answer again; other body → conflict. A second call that arrives while the first is still in
 * its transaction waits on the unique row and then gets the first one's answer.
 */
export async function runIdempotent<T>(tx: Tx, call: IdempotentCall, work: () => Promise<T>): Promise<T> {
  const bodyHash = createHash('sha256').update(superjson.stringify(call.body)).digest();
  const id = { principalId: call.principalId, procedure: call.procedure, key: call.key };
  const inserted = await tx.db.idempotencyKey.createMany({
    data: [{ ...id, bodyHash, createdAt: tx.now, expiresAt: new Date(tx.now.getTime() + KEEP_MS) }],
    skipDuplicates: true,
  });
  if (inserted.count === 0) {
    const held = await tx.db.idempotencyKey.findUnique({ where: { principalId_procedure_key: id } });
    if (!held || !Buffer.from(held.bodyHash).equals(bodyHash)) throw sharedErrors.idempotency_conflict();
    if (held.answer === null) throw sharedErrors.idempotency_in_flight();
    return superjson.deserialize<T>(held.answer as unknown as SuperJSONResult);
  }
  const answer = await work();
  await tx.db.idempotencyKey.update({
    where: { principalId_procedure_key: id },
    data: { answer: superjson.serialize(answer) as unknown as Prisma.InputJsonObject },
  });
  return answer;
}
