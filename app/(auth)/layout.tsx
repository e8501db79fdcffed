import type { ReactNode } from 'react';
import { ApiProvider } from '@/components/trpc/client';

/** Pages for people who have not signed in, or belong nowhere yet. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return <ApiProvider>{children}</ApiProvider>;
}
