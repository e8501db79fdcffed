import type { Metadata } from 'next';
import { CatalogPage } from '@/components/compute/catalog-page';

export const metadata: Metadata = { title: 'Catalog' };

/** What can be launched, and for how much. */
export default function Catalog() {
  return <CatalogPage />;
}
