'use client';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Person } from '@/components/domain/person';
import { RelativeTime } from '@/components/domain/time';
import { useEvents } from '@/components/live/live-provider';
import { usePortal, type Portal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { tableProps } from '@/components/trpc/table-props';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterBar } from '@/components/ui/filter-bar';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { DataTable, type Column } from '@/components/ui/table/data-table';
import { Tabs } from '@/components/ui/tabs';
import { useListState } from '@/components/ui/use-list-state';
import { useUrlState } from '@/components/ui/use-url-state';
import type { PersonRow, TenantRef } from './access.types';
import { InvitationList } from './invitation-list';
import { InviteDialog } from './invite-dialog';
import { PersonDrawer } from './person-drawer';

const PAGE_SIZE = 50;
// Each list of the page has pages of its own, so another one begins at its first.
const tabDefaults = { tab: 'people', after: '' };
const defaults = { filters: { q: '', role: 'all' }, sort: 'name' };
const ROLES_SHOWN_MAX = 3;

/** The people of the chosen organization: who they are, what they hold where; inviting and taking away. */
export function PeoplePage() {
  const portal = usePortal();
  const [{ tab }, update] = useUrlState(tabDefaults);
  const [isInviting, setInviting] = useState(false);
  const { place, name, level } = reachOf(portal);
  const mayInvite = portal.can('iam.person.invite', level);
  const invite = mayInvite && (
    <Button variant="primary" onClick={() => setInviting(true)}>
      Invite a person
    </Button>
  );
  return (
    <Page>
      <PageHeader title="People" description={`Who belongs to ${name}, and what they may do where.`} actions={invite} />
      <Tabs
        label="People"
        value={tab}
        onValueChange={(value) => update({ tab: value, after: '' })}
        tabs={[
          { value: 'people', label: 'People', content: place && <PeopleList place={place} /> },
          {
            value: 'invitations',
            label: 'Open invitations',
            content: place && <InvitationList place={place} mayRevoke={mayInvite} />,
          },
        ]}
      />
      <InviteDialog open={isInviting} onOpenChange={setInviting} />
    </Page>
  );
}

/** The organization for those who may see all of its people, else the chosen project. */
function reachOf({ organization, project, can }: Portal) {
  if (organization && (can('iam.person.read', 'organization') || !project)) {
    const place: TenantRef = { kind: 'organization', organizationId: organization.id };
    return { place, name: organization.name, level: 'organization' as const };
  }
  const place: TenantRef | undefined = project && { kind: 'project', projectId: project.id };
  return { place, name: project?.name ?? 'the project', level: 'project' as const };
}

const columns: Column<PersonRow>[] = [
  {
    id: 'name',
    header: 'Person',
    primary: true,
    cell: (row) => <Person inline name={row.name} detail={row.email} />,
  },
  { id: 'roles', header: 'Roles', cell: (row) => <RoleBadges person={row} />, hideBelow: 'sm' },
  {
    id: 'lastSeen',
    header: 'Last seen',
    width: '9rem',
    cell: (row) => (row.lastSeenAt ? <RelativeTime at={row.lastSeenAt} /> : 'Never'),
    hideBelow: 'md',
  },
  { id: 'joined', header: 'Joined', width: '9rem', cell: (row) => <RelativeTime at={row.joinedAt} />, hideBelow: 'lg' },
];

function RoleBadges({ person }: { person: PersonRow }) {
  const telling = person.bindings.filter((held) => held.role !== 'member' || person.bindings.length === 1);
  const shown = telling.slice(0, ROLES_SHOWN_MAX);
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {shown.map((held) => (
        <span key={held.id} className="inline-flex items-center gap-1.5">
          <Badge tone={held.effect === 'deny' ? 'danger' : 'neutral'}>{held.roleTitle}</Badge>
          {held.placeKind !== 'organization' && <span className="text-12 text-faint">{held.placeName}</span>}
        </span>
      ))}
      {telling.length > shown.length && (
        <span className="text-12 text-faint">and {telling.length - shown.length} more</span>
      )}
    </span>
  );
}

function PeopleList({ place: scope }: { place: TenantRef }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const list = useListState(defaults);
  const [openId, setOpenId] = useState<string>();
  const { q, role } = list.filters;
  const query = useQuery({
    ...trpc.iam.people.list.queryOptions({
      scope,
      limit: PAGE_SIZE,
      ...(q && { text: q }),
      ...(role !== 'all' && { role }),
      ...(list.cursor && { cursor: list.cursor }),
    }),
    placeholderData: keepPreviousData,
  });
  const roles = useQuery(trpc.iam.roles.list.queryOptions({ scope }));
  useEvents('iam.people_changed', () => void queryClient.invalidateQueries(trpc.iam.people.pathFilter()));
  return (
    <>
      <FilterBar
        search={{ value: q, onValueChange: (text) => list.setFilters({ q: text }), label: 'Find by name or e-mail' }}
        filtered={list.filtered}
        onClear={list.clearFilters}
      >
        <Select
          label="Role"
          className="w-48"
          value={role}
          onValueChange={(value) => list.setFilters({ role: value })}
          options={[
            { value: 'all', label: 'Any role' },
            ...(roles.data ?? [])
              .filter((each) => !each.scopeKinds.includes('platform'))
              .map((each) => ({ value: each.name, label: each.title })),
          ]}
        />
      </FilterBar>
      <DataTable
        label="People"
        columns={columns}
        {...tableProps({ list, query, pageSize: PAGE_SIZE })}
        rowId={(row) => row.id}
        onRowOpen={(row) => setOpenId(row.id)}
        {...(openId && { openRowId: openId })}
        empty={
          <EmptyState compact title="Nobody here yet">
            Invite a person, and they show up here once they have accepted.
          </EmptyState>
        }
      />
      <PersonDrawer person={query.data?.items.find((row) => row.id === openId)} onClose={() => setOpenId(undefined)} />
    </>
  );
}
