'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { RelativeTime } from '@/components/domain/time';
import { usePortal } from '@/components/portal/portal-context';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { messageOf } from '@/components/trpc/wire-error';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { DataList } from '@/components/ui/data-list';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader, Section } from '@/components/ui/page-header';
import { DataTable, type Column } from '@/components/ui/table/data-table';
import { toast } from '@/components/ui/toast';
import type { SessionRow } from '@/components/access/access.types';
import { describeDevice } from './describe-device';
import { PasswordDialog } from './password-dialog';

/** Who one is here, and where one is signed in. */
export function AccountPage() {
  const { me } = usePortal();
  const [isChanging, setChanging] = useState(false);
  return (
    <Page width="reading">
      <PageHeader title="Profile and devices" description="Who you are here, and where you are signed in." />
      <div className="flex flex-col gap-8">
        <Section
          title="Profile"
          actions={me.user.hasOwnPassword && <Button onClick={() => setChanging(true)}>Change password</Button>}
        >
          <DataList
            items={[
              { label: 'Name', value: me.user.name },
              { label: 'E-mail', value: me.user.email },
              {
                label: 'Organizations',
                value: me.organizations.map((organization) => organization.name).join(', ') || 'None',
              },
            ]}
          />
        </Section>
        <Devices />
      </div>
      <PasswordDialog open={isChanging} onOpenChange={setChanging} />
    </Page>
  );
}

const columns: Column<SessionRow>[] = [
  {
    id: 'device',
    header: 'Device',
    primary: true,
    cell: (row) => (
      <span className="inline-flex items-center gap-2">
        {describeDevice(row.userAgent)} {row.isCurrent && <Badge tone="accent">this one</Badge>}
      </span>
    ),
  },
  { id: 'address', header: 'Address', width: '11rem', cell: (row) => row.ipAddress ?? '—', hideBelow: 'sm' },
  {
    id: 'method',
    header: 'By',
    width: '9rem',
    cell: (row) => (row.method === 'oidc' ? 'Single sign-on' : 'Password'),
    hideBelow: 'lg',
  },
  { id: 'seen', header: 'Last seen', width: '9rem', cell: (row) => <RelativeTime at={row.lastSeenAt} /> },
  { id: 'since', header: 'Since', width: '9rem', cell: (row) => <RelativeTime at={row.createdAt} />, hideBelow: 'md' },
];

function Devices() {
  const trpc = useTRPC();
  const sessions = useQuery(trpc.iam.sessions.list.queryOptions());
  const [ending, setEnding] = useState<SessionRow | 'others' | null>(null);
  const { data } = sessions;
  const hasOthers = data?.some((session) => !session.isCurrent) ?? false;
  return (
    <Section
      title="Devices"
      description="Ending a session signs that device out at its next request, and closes its terminals at once."
      actions={hasOthers && <Button onClick={() => setEnding('others')}>Sign out all others</Button>}
    >
      <DataTable
        label="Devices"
        columns={columns}
        rows={data}
        rowId={(row) => row.id}
        maxHeight="none"
        rowActions={(row) =>
          row.isCurrent ? null : (
            <Button size="sm" variant="ghost" onClick={() => setEnding(row)}>
              Sign out<span className="sr-only"> {describeDevice(row.userAgent)}</span>
            </Button>
          )
        }
        failure={failureOf(sessions)}
        empty={<EmptyState compact title="No sessions" />}
      />
      <EndDialog ending={ending} onClose={() => setEnding(null)} />
    </Section>
  );
}

function EndDialog({ ending, onClose }: { ending: SessionRow | 'others' | null; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const revoke = useMutation(trpc.iam.sessions.revoke.mutationOptions());
  const revokeOthers = useMutation(trpc.iam.sessions.revokeOthers.mutationOptions());
  const error = revoke.error ?? revokeOthers.error;
  const close = () => {
    revoke.reset();
    revokeOthers.reset();
    onClose();
  };
  const confirm = async () => {
    if (ending === 'others') await revokeOthers.mutateAsync();
    else if (ending) await revoke.mutateAsync({ sessionId: ending.id });
    await queryClient.invalidateQueries(trpc.iam.sessions.pathFilter());
    toast.ok('Signed out');
    close();
  };
  return (
    <ConfirmDialog
      open={ending !== null}
      onOpenChange={(open) => !open && close()}
      title={ending === 'others' ? 'Sign out all other devices?' : 'Sign out this device?'}
      consequence={
        ending === 'others' || ending === null
          ? 'Every session but this one ends. Workspaces keep running.'
          : `${describeDevice(ending.userAgent)}, ${ending.ipAddress ?? 'address unknown'}. Workspaces keep running.`
      }
      confirmLabel="Sign out"
      tone="danger"
      busy={revoke.isPending || revokeOthers.isPending}
      error={error ? messageOf(error) : null}
      onConfirm={confirm}
    />
  );
}
