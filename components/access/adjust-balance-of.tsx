'use client';
import { useQuery } from '@tanstack/react-query';
import { AdjustDialog } from '@/components/billing/adjust-dialog';
import { useTRPC } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { Dialog } from '@/components/ui/dialog';
import { ErrorState } from '@/components/ui/error-state';
import { SkeletonText } from '@/components/ui/skeleton';
import type { OrganizationRow } from './access.types';

interface AdjustBalanceOfProps {
  /** Closed without one. */
  organization: OrganizationRow | null;
  onClose: () => void;
}

/** Adjusts the balance of an organization that the operator need not belong to. */
export function AdjustBalanceOf({ organization, onClose }: AdjustBalanceOfProps) {
  const trpc = useTRPC();
  const account = useQuery({
    ...trpc.billing.account.get.queryOptions({ organizationId: organization?.id ?? 'org_' }),
    enabled: organization !== null,
  });
  const onOpenChange = (open: boolean) => !open && onClose();
  if (!organization) return null;
  if (account.data) {
    const { currency } = account.data.funds;
    return <AdjustDialog open onOpenChange={onOpenChange} organization={organization} currency={currency} />;
  }
  const failure = failureOf(account);
  return (
    <Dialog open onOpenChange={onOpenChange} title="Adjust balance">
      {failure ? <ErrorState compact {...failure} /> : <SkeletonText lines={4} />}
    </Dialog>
  );
}
