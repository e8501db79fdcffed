import type { Metadata } from 'next';
import { AccountPage } from '@/components/billing/account-page';

export const metadata: Metadata = { title: 'Finance' };

/** The organization's balance, holds and proof. */
export default function FinanceAccount() {
  return <AccountPage />;
}
