'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { RelativeTime } from '@/components/domain/time';
import { useTRPC } from '@/components/trpc/client';
import { tableProps } from '@/components/trpc/table-props';
import { messageOf } from '@/components/trpc/wire-error';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { DataTable, type Column } from '@/components/ui/table/data-table';
import { toast } from '@/components/ui/toast';
import { useListState } from '@/components/ui/use-list-state';
import type { InvitationRow, TenantRef } from './access.types';

const PAGE_SIZE = 50;
const defaults = { filters: {}, sort: '-createdAt' };

const columns: Column<InvitationRow>[] = [
  { id: 'email', header: 'For', primary: true, cell: (row) => row.email },
  { id: 'role', header: 'As', cell: (row) => row.role.replaceAll('_', ' ') },
  { id: 'place', header: 'Where', cell: (row) => row.placeName, hideBelow: 'sm' },
  { id: 'made', header: 'Made', width: '9rem', cell: (row) => <RelativeTime at={row.createdAt} />, hideBelow: 'md' },
  { id: 'until', header: 'Works until', width: '9rem', cell: (row) => <RelativeTime at={row.expiresAt} /> },
];

/** The invitations that nobody has accepted yet. */
export function InvitationList({ place, mayRevoke }: { place: TenantRef; mayRevoke: boolean }) {
  const trpc = useTRPC();
  const list = useListState(defaults);
  const [revoking, setRevoking] = useState<InvitationRow | null>(null);
  const query = useQuery({
    ...trpc.iam.invitations.list.queryOptions({
      scope: place,
      limit: PAGE_SIZE,
      ...(list.cursor && { cursor: list.cursor }),
    }),
  });
  return (
    <div className="pt-4">
      <DataTable
        label="Open invitations"
        columns={columns}
        {...tableProps({ list, query, pageSize: PAGE_SIZE })}
        rowId={(row) => row.id}
        {...(mayRevoke && {
          rowActions: (row: InvitationRow) => (
            <Button size="sm" variant="ghost" onClick={() => setRevoking(row)}>
              Withdraw<span className="sr-only"> the invitation of {row.email}</span>
            </Button>
          ),
        })}
        empty={
          <EmptyState compact title="No open invitations">
            Whoever was invited has accepted, or the week of their link is over.
          </EmptyState>
        }
      />
      <WithdrawDialog place={place} invitation={revoking} onClose={() => setRevoking(null)} />
    </div>
  );
}

interface WithdrawDialogProps {
  place: TenantRef;
  invitation: InvitationRow | null;
  onClose: () => void;
}

function WithdrawDialog({ place, invitation, onClose }: WithdrawDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const revoke = useMutation(trpc.iam.invitations.revoke.mutationOptions());
  const close = () => {
    revoke.reset();
    onClose();
  };
  const confirm = async () => {
    if (!invitation) return;
    await revoke.mutateAsync({ scope: place, invitationId: invitation.id });
    await queryClient.invalidateQueries(trpc.iam.invitations.pathFilter());
    toast.ok('Invitation withdrawn');
    close();
  };
  return (
    <ConfirmDialog
      open={invitation !== null}
      onOpenChange={(open) => !open && close()}
      title={`Withdraw the invitation of ${invitation?.email ?? ''}?`}
      consequence="The link that was handed over stops working."
      confirmLabel="Withdraw"
      tone="danger"
      busy={revoke.isPending}
      error={revoke.error ? messageOf(revoke.error) : null}
      onConfirm={confirm}
    />
  );
}
