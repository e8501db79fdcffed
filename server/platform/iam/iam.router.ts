import { router } from '@/server/shared/trpc';
import { invitationsRouter } from './invitations/invitations.router';
import { accountRouter, sessionsRouter } from './me/account.router';
import { peopleRouter, rolesRouter } from './people/people.router';
import { setupRouter } from './setup/setup.router';
import { signInRouter } from './sign-in/sign-in.router';
import { departmentsRouter, organizationsRouter, projectsRouter } from './tree/tree.router';

/** Every procedure of the identity domain but `me` and the audit trail, which stand at the root. */
export const iamRouter = router({
  setup: setupRouter,
  signIn: signInRouter,
  invitations: invitationsRouter,
  sessions: sessionsRouter,
  account: accountRouter,
  people: peopleRouter,
  roles: rolesRouter,
  organizations: organizationsRouter,
  departments: departmentsRouter,
  projects: projectsRouter,
});
