import type { Metadata } from 'next';
import { PeoplePage } from '@/components/access/people-page';

export const metadata: Metadata = { title: 'People' };

/** Who belongs to the organization, and what they may do where. */
export default function PeopleRoute() {
  return <PeoplePage />;
}
