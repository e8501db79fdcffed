'use client';
import { useQuery } from '@tanstack/react-query';
import { ButtonLink } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { SkeletonText } from '@/components/ui/skeleton';
import { useTRPCClient } from '@/components/trpc/client';
import { messageOf, wireErrorOf } from '@/components/trpc/wire-error';
import { EntryPage } from './entry-page';
import { SetupForm } from './setup-form';
import { useLinkToken } from './use-link-token';

/** The first person: makes the organization and becomes its owner. The link in the address is the right to do so. */
export function SetupPage() {
  const token = useLinkToken();
  const client = useTRPCClient();
  const check = useQuery({
    queryKey: ['setup-link', token],
    queryFn: async () => {
      await client.iam.setup.check.mutate({ token: token ?? '' });
      return true;
    },
    enabled: Boolean(token),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (token === null || wireErrorOf(check.error)?.code === 'iam.link_not_valid') return <DeadSetupLink />;
  if (check.error) {
    return (
      <EntryPage title="Set up GPUaaS">
        <ErrorState message={messageOf(check.error)} onRetry={() => void check.refetch()} />
      </EntryPage>
    );
  }
  if (!token || !check.data) {
    return (
      <EntryPage title="Set up GPUaaS">
        <SkeletonText lines={4} />
      </EntryPage>
    );
  }
  return (
    <EntryPage
      title="Set up GPUaaS"
      lead="You are the first one here. This makes your organization with a first project, and you become its owner and the operator of the platform."
    >
      <SetupForm token={token} />
    </EntryPage>
  );
}

function DeadSetupLink() {
  return (
    <EntryPage
      title="This set-up link does not work"
      lead="It was used, replaced by a later one, or its hour is over. Every start of the portal prints a fresh link as long as there is no organization."
    >
      <div>
        <ButtonLink href="/sign-in" variant="primary">
          Go to sign-in
        </ButtonLink>
      </div>
    </EntryPage>
  );
}
