import type { Metadata } from 'next';
import { EntryPage } from '@/components/sign-in/entry-page';
import { ButtonLink } from '@/components/ui/button';

export const metadata: Metadata = { title: 'Signed out' };

interface SignedOutRouteProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Where a session's end leads. `?reason=ended` for one that was revoked or ran out under somebody's hands. */
export default async function SignedOutRoute({ searchParams }: SignedOutRouteProps) {
  const isEnded = (await searchParams)['reason'] === 'ended';
  return (
    <EntryPage
      title={isEnded ? 'Your session has ended' : 'You are signed out'}
      lead={
        isEnded
          ? 'It was revoked, or nobody used it for twelve hours. Workspaces keep running; sign in to go on with them.'
          : 'Workspaces keep running, and are billed, until somebody releases them.'
      }
    >
      <div>
        <ButtonLink href="/sign-in" variant="primary">
          Sign in
        </ButtonLink>
      </div>
    </EntryPage>
  );
}
