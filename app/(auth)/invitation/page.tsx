import type { Metadata } from 'next';
import { InvitationPage } from '@/components/sign-in/invitation-page';
import { findMe } from '../../me.server';

export const metadata: Metadata = { title: 'Invitation' };

/** Where an invitation's link leads; its token stands in the fragment. */
export default async function InvitationRoute() {
  return <InvitationPage signedInEmail={(await findMe())?.user.email ?? null} />;
}
