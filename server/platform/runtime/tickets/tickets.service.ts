import { createHash, randomBytes } from 'node:crypto';
import type { UserActor } from '@/server/platform/iam';
import type { Tx } from '@/server/shared/db';
import type { AppError } from '@/server/shared/errors';
import type { Id } from '@/server/shared/ids';
import { insert, lockByHash, markUsed } from './tickets.repository';
import { checkTicket, TICKET_LIFETIME_MS, type TicketClaim } from './tickets.rules';

const TOKEN_BYTES = 32;

/** Makes a ticket for a person in a browser session. The token is given once; the database holds its SHA-256. */
export async function mintTicket(
  tx: Tx,
  input: { actor: UserActor; surfaceId: Id<'sfc'> },
): Promise<{ ticket: string; expiresAt: Date }> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const expiresAt = new Date(tx.now.getTime() + TICKET_LIFETIME_MS);
  await insert(tx, hashOf(token), {
    surfaceId: input.surfaceId,
    userId: input.actor.id,
    sessionId: input.actor.sessionId,
    expiresAt,
  });
  return { ticket: token, expiresAt };
}

/**
 * Uses a ticket up. Gives the reason of refusal as data, so that the caller's transaction can commit the audit row. A ticket
 * that anybody else presents is used up as well: it has left its owner's hands.
 */
export async function redeemTicket(tx: Tx, token: string, claim: TicketClaim): Promise<AppError | undefined> {
  const tokenHash = hashOf(token);
  const ticket = await lockByHash(tx, tokenHash);
  const refusal = checkTicket(ticket, claim, tx.now);
  if (ticket) await markUsed(tx, tokenHash);
  return refusal;
}

function hashOf(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token, 'utf8').digest());
}
