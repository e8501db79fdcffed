import type { AppError } from '@/server/shared/errors';
import type { Id } from '@/server/shared/ids';
import { ticketErrors } from './tickets.errors';

/** A ticket is good for opening a terminal now, not for keeping. The database refuses a longer life. */
export const TICKET_LIFETIME_MS = 60_000;

/** A stored ticket. */
export interface Ticket {
  surfaceId: Id<'sfc'>;
  userId: Id<'usr'>;
  sessionId: Id<'ses'>;
  expiresAt: Date;
  usedAt: Date | null;
}

/** Who presents a ticket, and for what. */
export interface TicketClaim {
  surfaceId: Id<'sfc'>;
  userId: Id<'usr'>;
  sessionId: Id<'ses'>;
}

/**
 * Why the ticket opens nothing for this claim at `now`; undefined when it does. Whose it is comes first: what else is wrong
 * with a ticket is told only to the person it belongs to.
 */
export function checkTicket(ticket: Ticket | null, claim: TicketClaim, now: Date): AppError | undefined {
  if (!ticket) return ticketErrors.ticket_unknown();
  if (ticket.userId !== claim.userId) return ticketErrors.ticket_of_another_person();
  if (ticket.sessionId !== claim.sessionId) return ticketErrors.ticket_of_another_session();
  if (ticket.usedAt !== null) return ticketErrors.ticket_used();
  if (ticket.expiresAt <= now) return ticketErrors.ticket_expired();
  if (ticket.surfaceId !== claim.surfaceId) return ticketErrors.ticket_of_another_surface();
  return undefined;
}
