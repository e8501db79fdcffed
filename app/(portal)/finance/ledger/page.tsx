import type { Metadata } from 'next';
import { LedgerPage } from '@/components/billing/ledger-page';

export const metadata: Metadata = { title: 'Ledger' };

/** Every movement of money of the organization. */
export default function Ledger() {
  return <LedgerPage />;
}
