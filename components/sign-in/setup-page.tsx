'use client';
import { useTRPCClient } from '@/components/trpc/client';
import { EntryPage } from './entry-page';
import { LinkPage } from './link-page';
import { SetupForm } from './setup-form';

const DEAD = {
  title: 'This set-up link does not work',
  lead: 'It was used, replaced by a later one, or its hour is over. Every start of the portal prints a fresh link as long as there is no organization.',
};

/** The first person: makes the organization and becomes its owner. The link in the address is the right to do so. */
export function SetupPage() {
  const client = useTRPCClient();
  const inspect = async (token: string) => {
    await client.iam.setup.check.mutate({ token });
    return true;
  };
  return (
    <LinkPage title="Set up GPUaaS" inspect={inspect} dead={DEAD}>
      {(token) => (
        <EntryPage
          title="Set up GPUaaS"
          lead="You are the first one here. This makes your organization with a first project, and you become its owner and the operator of the platform."
        >
          <SetupForm token={token} />
        </EntryPage>
      )}
    </LinkPage>
  );
}
