import type { Metadata } from 'next';
import { StructurePage } from '@/components/access/structure-page';

export const metadata: Metadata = { title: 'Structure' };

/** Departments and projects of the organization. */
export default function StructureRoute() {
  return <StructurePage />;
}
