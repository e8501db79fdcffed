import type { Metadata } from 'next';
import { WorkloadsPage } from '@/components/workloads/workloads-page';

export const metadata: Metadata = { title: 'Active work' };

/** What runs in the chosen project. */
export default function Workloads() {
  return <WorkloadsPage />;
}
