import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { isProjectId } from '@/components/billing/billing-place';
import { ProjectSpendPage } from '@/components/billing/spend-page';

export const metadata: Metadata = { title: 'Spend' };

/** What one project costs. */
export default async function Spend({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  if (!isProjectId(projectId)) notFound();
  return <ProjectSpendPage projectId={projectId} />;
}
