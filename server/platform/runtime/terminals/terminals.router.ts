import { z } from 'zod';
import { guarded } from '@/server/platform/iam';
import { zId } from '@/server/shared/ids';
import { router } from '@/server/shared/trpc';
import { watchersOf } from '../gateway/rooms';
import { endShell, issueTicket, listShells, locateTerminal } from './terminals.service';
import { viewOfShell } from './terminals.view';
import { zPtyId } from './pty-id';

const surfaceInput = z.object({ surfaceId: zId('sfc') });
const shellInput = surfaceInput.extend({ ptyId: zPtyId });

const ticketProcedure = guarded({
  permission: 'runtime.terminal.open',
  input: surfaceInput,
  locate: (input, db) => locateTerminal(input.surfaceId, db),
});

const shellProcedure = guarded({
  permission: 'runtime.terminal.open',
  input: shellInput,
  locate: (input, db) => locateTerminal(input.surfaceId, db),
});

const terminalRouter = router({
  /** A ticket for one opening of one terminal, by the asking browser session. */
  ticket: ticketProcedure.mutation(({ ctx, input }) => issueTicket({ actor: ctx.actor, surfaceId: input.surfaceId })),
  /** The shells of a workspace, with who watches each through this gateway. */
  shells: ticketProcedure.query(async ({ ctx, input }) => {
    const shells = await listShells({ actor: ctx.actor, surfaceId: input.surfaceId });
    return shells.map((shell) => viewOfShell(shell, watchersOf(input.surfaceId, shell.ptyId)));
  }),
  /** Ends a shell and the programs in it. */
  endShell: shellProcedure.mutation(({ ctx, input }) => endShell({ actor: ctx.actor, ...input })),
});

export const runtimeRouter = router({ terminal: terminalRouter });
