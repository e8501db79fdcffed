import type { Metadata } from 'next';
import { AuditPage } from '@/components/audit/audit-page';

export const metadata: Metadata = { title: 'Audit' };

/** The organization's trail. */
export default function OrganizationAuditPage() {
  return <AuditPage reach="organization" />;
}
