'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { RelativeTime } from '@/components/domain/time';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { tableProps } from '@/components/trpc/table-props';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterBar } from '@/components/ui/filter-bar';
import { Menu, type MenuItem } from '@/components/ui/menu';
import { Page, PageHeader } from '@/components/ui/page-header';
import { DataTable, type Column } from '@/components/ui/table/data-table';
import { useListState } from '@/components/ui/use-list-state';
import type { OrganizationRow } from './access.types';
import { AdjustBalanceOf } from './adjust-balance-of';
import { NewOrganizationDialog } from './new-organization-dialog';
import { OwnerLinkDialog } from './owner-link-dialog';

const PAGE_SIZE = 50;
const defaults = { filters: { q: '' }, sort: 'name' };

const columns: Column<OrganizationRow>[] = [
  { id: 'name', header: 'Organization', primary: true, cell: (row) => row.name },
  { id: 'members', header: 'Members', align: 'right', width: '7rem', cell: (row) => row.memberCount },
  { id: 'projects', header: 'Projects', align: 'right', width: '7rem', cell: (row) => row.projectCount },
  { id: 'zone', header: 'Time zone', width: '12rem', cell: (row) => row.timeZone, hideBelow: 'md' },
  { id: 'made', header: 'Made', width: '9rem', cell: (row) => <RelativeTime at={row.createdAt} />, hideBelow: 'sm' },
];

/** All organizations of the platform; making another one with its owner. */
export function OrganizationsPage() {
  const trpc = useTRPC();
  const { can } = usePortal();
  const list = useListState(defaults);
  const [isMaking, setMaking] = useState(false);
  const [acting, setActing] = useState<Acting | null>(null);
  const inviting = acting?.what === 'owner-link' ? acting.organization : null;
  const adjusting = acting?.what === 'balance' ? acting.organization : null;
  const { q } = list.filters;
  const query = useQuery({
    ...trpc.iam.organizations.list.queryOptions({
      limit: PAGE_SIZE,
      ...(q && { text: q }),
      ...(list.cursor && { cursor: list.cursor }),
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <Page>
      <PageHeader
        title="Organizations"
        description="The customers of this platform. Each has its own people, projects and money."
        actions={
          can('iam.organization.create', 'platform') && (
            <Button variant="primary" onClick={() => setMaking(true)}>
              New organization
            </Button>
          )
        }
      />
      <FilterBar
        search={{ value: q, onValueChange: (text) => list.setFilters({ q: text }), label: 'Find by name' }}
        filtered={list.filtered}
        onClear={list.clearFilters}
      />
      <DataTable
        label="Organizations"
        columns={columns}
        {...tableProps({ list, query, pageSize: PAGE_SIZE })}
        rowId={(row) => row.id}
        rowActions={(row) => <OrganizationMenu organization={row} onAct={setActing} />}
        empty={<EmptyState compact title="No organization yet" />}
      />
      <NewOrganizationDialog open={isMaking} onOpenChange={setMaking} />
      <OwnerLinkDialog organization={inviting} onClose={() => setActing(null)} />
      <AdjustBalanceOf organization={adjusting} onClose={() => setActing(null)} />
    </Page>
  );
}

interface Acting {
  what: 'owner-link' | 'balance';
  organization: OrganizationRow;
}

/** What an operator may do for an organization to which they do not belong. */
function OrganizationMenu({ organization, onAct }: { organization: OrganizationRow; onAct: (acting: Acting) => void }) {
  const { can } = usePortal();
  const items: MenuItem[] = [
    ...(can('iam.organization.create', 'platform')
      ? [{ label: 'New owner link', onSelect: () => onAct({ what: 'owner-link', organization }) }]
      : []),
    ...(can('billing.account.adjust', 'platform')
      ? [{ label: 'Adjust balance', onSelect: () => onAct({ what: 'balance', organization }) }]
      : []),
  ];
  if (items.length === 0) return null;
  return (
    <Menu
      trigger={
        <Button size="sm" variant="ghost" icon={<Ellipsis />}>
          <span className="sr-only">Actions for {organization.name}</span>
        </Button>
      }
      items={items}
    />
  );
}
