import type { Metadata } from 'next';
import { HomePage } from '@/components/home/home-page';

export const metadata: Metadata = { title: 'Home' };

/** Where everybody lands. */
export default function Home() {
  return <HomePage />;
}
