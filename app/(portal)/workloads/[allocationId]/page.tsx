import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { isAllocationId } from '@/components/workloads/allocation-id';
import { AllocationPage } from '@/components/workloads/allocation-page';

export const metadata: Metadata = { title: 'Workspace' };

/** One workspace. */
export default async function Allocation({ params }: { params: Promise<{ allocationId: string }> }) {
  const { allocationId } = await params;
  if (!isAllocationId(allocationId)) notFound();
  return <AllocationPage allocationId={allocationId} />;
}
