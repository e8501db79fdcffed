import { defineErrors } from '@/server/shared/errors';

/** Why a ticket opens no terminal. Each reason has its own sentence; none says whom the ticket belongs to. */
export const ticketErrors = defineErrors('runtime', {
  ticket_unknown: { kind: 'forbidden', message: 'This ticket was never issued. Open the terminal from the portal.' },
  ticket_used: {
    kind: 'forbidden',
    message: 'This ticket was already used. Open the terminal again to get another one.',
  },
  ticket_expired: {
    kind: 'forbidden',
    message: 'This ticket is older than a minute. Open the terminal again to get another one.',
  },
  ticket_of_another_person: {
    kind: 'forbidden',
    message: 'This ticket was issued to another person. Open the terminal from the portal yourself.',
  },
  ticket_of_another_session: {
    kind: 'forbidden',
    message: 'This ticket was issued to another browser. Open the terminal again in this one.',
  },
  ticket_of_another_surface: {
    kind: 'forbidden',
    message: 'This ticket is for another workspace. Open the terminal again to get one for this workspace.',
  },
});
