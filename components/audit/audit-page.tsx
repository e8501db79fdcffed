'use client';

import { usePortal } from '@/components/portal/portal-context';
import { Page, PageHeader } from '@/components/ui/page-header';
import { AuditList } from './audit-list';

/** Title and list of a trail: the chosen organization's, or the whole platform's. */
export function AuditPage({ reach }: { reach: 'organization' | 'platform' }) {
  const { organization } = usePortal();
  const place = reach === 'organization' && organization ? { organizationId: organization.id } : {};
  return (
    <Page>
      <PageHeader
        title={reach === 'platform' ? 'Platform audit' : 'Audit'}
        description={
          reach === 'platform'
            ? 'Who did what on the platform and in every organization. Rows are for ever.'
            : `Who did what in ${organization?.name ?? 'this organization'}. Rows are for ever.`
        }
      />
      <AuditList place={place} />
    </Page>
  );
}
