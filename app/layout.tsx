import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { UiProviders } from '@/components/ui/providers';
import { parseTheme, themeCookie } from '@/components/ui/theme.types';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'GPUaaS', template: '%s · GPUaaS' },
  description: 'GPU workspaces in seconds, metered to the ledger.',
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' };

/** Root of every page. The theme comes from a cookie, so that the first paint is already right. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  return (
    <html lang="en" data-theme={theme === 'system' ? undefined : theme}>
      <body>
        <UiProviders theme={theme}>{children}</UiProviders>
      </body>
    </html>
  );
}
