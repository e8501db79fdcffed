'use client';
import { useQuery } from '@tanstack/react-query';
import { ButtonLink } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { SkeletonText } from '@/components/ui/skeleton';
import { useTRPCClient } from '@/components/trpc/client';
import { messageOf, wireErrorOf } from '@/components/trpc/wire-error';
import { AcceptAsNewForm, AcceptSignedIn, SignInFirst, type Invitation } from './invitation-forms';
import { EntryPage } from './entry-page';
import { useLinkToken } from './use-link-token';

/** Accepting an invitation, by somebody new or by the account that it names. */
export function InvitationPage({ signedInEmail }: { signedInEmail: string | null }) {
  const token = useLinkToken();
  const client = useTRPCClient();
  const inspection = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => client.iam.invitations.inspect.mutate({ token: token ?? '' }),
    enabled: Boolean(token),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (token === null || wireErrorOf(inspection.error)?.code === 'iam.link_not_valid') return <DeadInvitation />;
  if (inspection.error) {
    return (
      <EntryPage title="Invitation">
        <ErrorState message={messageOf(inspection.error)} onRetry={() => void inspection.refetch()} />
      </EntryPage>
    );
  }
  if (!token || !inspection.data) {
    return (
      <EntryPage title="Invitation">
        <SkeletonText lines={4} />
      </EntryPage>
    );
  }
  const invitation = inspection.data;
  return (
    <EntryPage title={`Join ${invitation.organizationName}`} lead={<Offer invitation={invitation} />}>
      {signedInEmail !== null ? (
        <AcceptSignedIn token={token} invitation={invitation} email={signedInEmail} />
      ) : invitation.hasAccount ? (
        <SignInFirst invitation={invitation} />
      ) : (
        <AcceptAsNewForm token={token} invitation={invitation} />
      )}
    </EntryPage>
  );
}

function Offer({ invitation }: { invitation: Invitation }) {
  return (
    <>
      You are invited as <strong className="font-medium text-ink">{invitation.roleTitle.toLowerCase()}</strong>
      {invitation.placeKind !== 'organization' && (
        <>
          {' '}
          of the {invitation.placeKind} <strong className="font-medium text-ink">{invitation.placeName}</strong>
        </>
      )}
      , with the address <strong className="font-medium text-ink">{invitation.email}</strong>.
    </>
  );
}

function DeadInvitation() {
  return (
    <EntryPage
      title="This invitation does not work any more"
      lead="It was used, withdrawn, or its week is over. Ask the person who invited you for a new link."
    >
      <div>
        <ButtonLink href="/sign-in" variant="primary">
          Go to sign-in
        </ButtonLink>
      </div>
    </EntryPage>
  );
}
