'use client';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { RelativeTime } from '@/components/domain/time';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { tableProps } from '@/components/trpc/table-props';
import { formErrorsOf } from '@/components/trpc/form-errors-of';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterBar } from '@/components/ui/filter-bar';
import { Form, type FormErrors } from '@/components/ui/form';
import { FormField } from '@/components/ui/form-field';
import { Input } from '@/components/ui/input';
import { Page, PageHeader } from '@/components/ui/page-header';
import { DataTable, type Column } from '@/components/ui/table/data-table';
import { useListState } from '@/components/ui/use-list-state';
import type { OrganizationRow } from './access.types';
import { OneTimeLink } from './one-time-link';

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
        empty={<EmptyState compact title="No organization yet" />}
      />
      <NewOrganizationDialog open={isMaking} onOpenChange={setMaking} />
    </Page>
  );
}

interface Made {
  url: string;
  expiresAt: Date;
  email: string;
}

function NewOrganizationDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [made, setMade] = useState<Made | null>(null);
  const change = (next: boolean) => {
    if (!next) setMade(null);
    onOpenChange(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={made ? 'Organization made' : 'New organization'}
      description={made ? undefined : 'Its owner takes it over by a link that you hand over. You do not belong to it.'}
      footer={made ? <Button onClick={() => change(false)}>Done</Button> : undefined}
    >
      {made ? <OneTimeLink {...made} /> : <NewOrganizationForm onMade={setMade} onCancel={() => change(false)} />}
    </Dialog>
  );
}

function NewOrganizationForm({ onMade, onCancel }: { onMade: (made: Made) => void; onCancel: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const create = useMutation(trpc.iam.organizations.create.mutationOptions());
  const [values, setValues] = useState(() => ({
    name: '',
    ownerEmail: '',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
  }));
  const [errors, setErrors] = useState<FormErrors | null>(null);
  const field = errors?.fields ?? {};
  const submit = async () => {
    try {
      const { url, expiresAt } = await create.mutateAsync(values);
      await queryClient.invalidateQueries(trpc.iam.organizations.pathFilter());
      onMade({ url, expiresAt, email: values.ownerEmail.trim() });
    } catch (error) {
      setErrors(formErrorsOf(error));
    }
  };
  return (
    <Form
      label="New organization"
      errors={errors}
      onSubmit={submit}
      onCancel={onCancel}
      actions={
        <>
          <Button onClick={onCancel}>Cancel</Button>
          <Button type="submit" variant="primary" busy={create.isPending}>
            Make organization
          </Button>
        </>
      }
    >
      <FormField label="Name" error={field['name']}>
        <Input value={values.name} onChange={(event) => setValues({ ...values, name: event.target.value })} />
      </FormField>
      <FormField label="Owner's e-mail" error={field['ownerEmail']}>
        <Input
          type="email"
          value={values.ownerEmail}
          onChange={(event) => setValues({ ...values, ownerEmail: event.target.value })}
        />
      </FormField>
      <FormField label="Time zone" error={field['timeZone']} help="Budgets and months are cut in it.">
        <Input value={values.timeZone} onChange={(event) => setValues({ ...values, timeZone: event.target.value })} />
      </FormField>
    </Form>
  );
}
