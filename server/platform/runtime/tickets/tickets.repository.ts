import type { Tx } from '@/server/shared/db';
import { idFromUuid, uuidFromId } from '@/server/shared/ids';
import type { Ticket } from './tickets.rules';

export async function insert(
  tx: Tx,
  tokenHash: Uint8Array<ArrayBuffer>,
  ticket: Omit<Ticket, 'usedAt'>,
): Promise<void> {
  await tx.db.terminalTicket.create({
    data: {
      tokenHash,
      surfaceId: uuidFromId(ticket.surfaceId),
      userId: uuidFromId(ticket.userId),
      sessionId: uuidFromId(ticket.sessionId),
      createdAt: tx.now,
      expiresAt: ticket.expiresAt,
    },
  });
}

/** The ticket, locked until the transaction ends: of two who present it at once, the second sees it used. */
export async function lockByHash(tx: Tx, tokenHash: Uint8Array<ArrayBuffer>): Promise<Ticket | null> {
  await tx.db.$queryRaw`SELECT 1 FROM runtime_terminal_ticket WHERE token_hash = ${tokenHash} FOR UPDATE`;
  const row = await tx.db.terminalTicket.findUnique({ where: { tokenHash } });
  return (
    row && {
      surfaceId: idFromUuid('sfc', row.surfaceId),
      userId: idFromUuid('usr', row.userId),
      sessionId: idFromUuid('ses', row.sessionId),
      expiresAt: row.expiresAt,
      usedAt: row.usedAt,
    }
  );
}

export async function markUsed(tx: Tx, tokenHash: Uint8Array<ArrayBuffer>): Promise<void> {
  await tx.db.terminalTicket.updateMany({ where: { tokenHash, usedAt: null }, data: { usedAt: tx.now } });
}

/** Removes tickets that ended before `before`; gives how many. */
export async function removeEnded(tx: Tx, before: Date): Promise<number> {
  const removed = await tx.db.terminalTicket.deleteMany({ where: { expiresAt: { lt: before } } });
  return removed.count;
}
