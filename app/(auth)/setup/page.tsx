import type { Metadata } from 'next';
import { SetupPage } from '@/components/sign-in/setup-page';

export const metadata: Metadata = { title: 'Set up' };

/** Where the one-time set-up link leads; its token stands in the fragment. */
export default function SetupRoute() {
  return <SetupPage />;
}
