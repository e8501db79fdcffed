import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { EntryPage } from '@/components/sign-in/entry-page';
import { SignOutButton } from '@/components/sign-in/invitation-forms';
import { findMe, isAtHome } from '../../me.server';

export const metadata: Metadata = { title: 'No organization yet' };

/** For people whom we know, and who belong nowhere. */
export default async function NoMembershipRoute() {
  const me = await findMe();
  if (!me) redirect('/sign-in');
  if (isAtHome(me)) redirect('/');
  return (
    <EntryPage
      title="You do not belong to an organization yet"
      lead={
        <>
          You are signed in as <strong className="font-medium text-ink">{me.user.email}</strong>, and no organization
          has added this address.
        </>
      }
    >
      <p className="text-13 text-muted">
        Ask an owner or admin of your organization for an invitation to this address, and open its link here.
      </p>
      <SignOutButton />
    </EntryPage>
  );
}
