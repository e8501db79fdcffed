import type { Metadata } from 'next';
import { AccountPage } from '@/components/account/account-page';

export const metadata: Metadata = { title: 'Profile and devices' };

/** Who one is here, and where one is signed in. */
export default function AccountRoute() {
  return <AccountPage />;
}
