'use client';
import { useTRPCClient } from '@/components/trpc/client';
import { EntryPage } from './entry-page';
import { AcceptAsNewForm, AcceptSignedIn, SignInFirst, type Invitation } from './invitation-forms';
import { LinkPage } from './link-page';

const DEAD = {
  title: 'This invitation does not work any more',
  lead: 'It was used, withdrawn or replaced, or its week is over. Ask the person who invited you for a new link.',
};

/** Accepting an invitation, by somebody new or by the account that it names. */
export function InvitationPage({ signedInEmail }: { signedInEmail: string | null }) {
  const client = useTRPCClient();
  const inspect = (token: string) => client.iam.invitations.inspect.mutate({ token });
  return (
    <LinkPage title="Invitation" inspect={inspect} dead={DEAD}>
      {(token, invitation) => (
        <EntryPage title={`Join ${invitation.organizationName}`} lead={<Offer invitation={invitation} />}>
          {signedInEmail !== null ? (
            <AcceptSignedIn token={token} invitation={invitation} email={signedInEmail} />
          ) : invitation.hasAccount ? (
            <SignInFirst invitation={invitation} />
          ) : (
            <AcceptAsNewForm token={token} invitation={invitation} />
          )}
        </EntryPage>
      )}
    </LinkPage>
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
