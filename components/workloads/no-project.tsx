'use client';

import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { usePortal } from '@/components/portal/portal-context';

/** Stands where a screen needs a project and the person has none: the way to one, as far as their rights go. */
export function NoProject() {
  const { can } = usePortal();
  const mayMake = can('iam.project.create', 'organization');
  return (
    <EmptyState
      title="No project yet"
      action={mayMake && <ButtonLink href="/access/structure">Make a project</ButtonLink>}
    >
      {mayMake
        ? 'Workspaces live in projects. Make the first one, and work can start.'
        : 'Workspaces live in projects. Ask an admin of your organization to add you to one.'}
    </EmptyState>
  );
}
