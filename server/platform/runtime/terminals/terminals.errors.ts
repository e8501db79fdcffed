import { defineErrors } from '@/server/shared/errors';

/** What keeps a person from a terminal. A driver's backend throws the ones of its engine. */
export const terminalErrors = defineErrors('runtime', {
  engine_unavailable: {
    kind: 'unavailable',
    message:
      'The machine that runs this workspace does not answer at the moment. Your shells keep running; try again shortly.',
  },
  engine_elsewhere: {
    kind: 'precondition',
    message:
      'This workspace runs on a machine that another portal looks after. Your shells keep running; open its terminal there.',
  },
  workspace_ended: {
    kind: 'precondition',
    message: 'This workspace has ended, and its shells with it.',
  },
  shell_not_found: {
    kind: 'precondition',
    message: 'This shell was closed. Open another one.',
  },
  shell_limit: {
    kind: 'limited',
    message: 'This workspace cannot start another shell. Close one that you no longer need.',
  },
  offset_ahead: {
    kind: 'conflict',
    message: 'This shell was started anew, so its output is shown from the beginning.',
  },
  too_much_input: {
    kind: 'limited',
    message: 'More was typed or pasted than the program reads. The connection to this shell was cut; open it again.',
  },
  too_many_terminals: {
    kind: 'limited',
    message: 'This browser tab shows as many terminals as it may. Close one first.',
  },
  too_many_connections: {
    kind: 'limited',
    message: 'You have too many tabs open at once. Close some and reload this one.',
  },
  surface_closed: {
    kind: 'precondition',
    message: ({ reason }) =>
      typeof reason === 'string' ? reason : 'This workspace was released, and its terminal with it.',
  },
  right_revoked: {
    kind: 'forbidden',
    message: 'Your right to use this terminal was withdrawn. Ask whoever manages the project.',
  },
  session_ended: {
    kind: 'unauthenticated',
    message: 'Your session has ended. Sign in again to go on.',
  },
  foreign_origin: {
    kind: 'forbidden',
    message: 'This address is not the portal’s own. Open the portal at its public address.',
  },
});
