/** Remembers the chosen organization and project across pages and visits: `<organization>:<project>`, either may be empty. */
export const CONTEXT_COOKIE = 'gpuaas.context';

export interface ChosenContext {
  organizationId?: string;
  projectId?: string;
}

/** Reads what the cookie holds; anything malformed is nothing chosen. */
export function parseContext(value: string | undefined): ChosenContext {
  const match = /^(org_[0-9a-z]{26})?:(prj_[0-9a-z]{26})?$/.exec(value ?? '');
  if (!match) return {};
  return { ...(match[1] && { organizationId: match[1] }), ...(match[2] && { projectId: match[2] }) };
}

export function formatContext(context: ChosenContext): string {
  return `${context.organizationId ?? ''}:${context.projectId ?? ''}`;
}
