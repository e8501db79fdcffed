import type { Me } from '@/server/platform/iam';
import type { ChosenContext } from './context-cookie';

/** What the person works in now: one organization, and one of its projects where they may see any. */
export interface WorkingContext {
  organization: Me['organizations'][number] | undefined;
  project: Me['projects'][number] | undefined;
}

/** The chosen places where they still may be seen, else the first of each. */
export function chooseContext(me: Me, chosen: ChosenContext): WorkingContext {
  const chosenProject = me.projects.find((project) => project.id === chosen.projectId);
  const organizationId = chosen.organizationId ?? chosenProject?.organizationId;
  const organization = me.organizations.find((each) => each.id === organizationId) ?? me.organizations[0];
  const inside = me.projects.filter((project) => project.organizationId === organization?.id);
  return { organization, project: inside.find((project) => project.id === chosen.projectId) ?? inside[0] };
}
