import type { Metadata } from 'next';
import { LaunchPage } from '@/components/launch/launch-page';

export const metadata: Metadata = { title: 'Launch' };

/** Where workspaces begin. */
export default function Launch() {
  return <LaunchPage />;
}
