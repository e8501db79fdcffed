import type { Metadata } from 'next';
import { OrganizationsPage } from '@/components/access/organizations-page';

export const metadata: Metadata = { title: 'Organizations' };

/** All organizations of the platform. */
export default function OrganizationsRoute() {
  return <OrganizationsPage />;
}
