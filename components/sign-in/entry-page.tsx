import type { ReactNode } from 'react';
import { Logo } from '@/components/shell/logo';
import { MessagePage } from '@/components/ui/message-page';

interface EntryPageProps {
  title: string;
  /** One or two sentences under the title. */
  lead?: ReactNode;
  children?: ReactNode;
}

/** A page before the console: what it is for, and one form. */
export function EntryPage({ title, lead, children }: EntryPageProps) {
  return (
    <MessagePage title={title} logo={<Logo />}>
      {lead && <p>{lead}</p>}
      {children && <div className="mt-3 flex max-w-md flex-col gap-6 text-ink">{children}</div>}
    </MessagePage>
  );
}
