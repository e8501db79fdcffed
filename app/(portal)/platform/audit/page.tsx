import type { Metadata } from 'next';
import { AuditPage } from '@/components/audit/audit-page';

export const metadata: Metadata = { title: 'Platform audit' };

/** Every organization's trail and the platform's own, for those who run it. */
export default function PlatformAuditPage() {
  return <AuditPage reach="platform" />;
}
