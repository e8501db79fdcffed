import type { Metadata } from 'next';
import { FleetPage } from '@/components/fleet/fleet-page';

export const metadata: Metadata = { title: 'Fleet' };

/** The machines. */
export default function Fleet() {
  return <FleetPage />;
}
