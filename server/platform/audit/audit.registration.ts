import { defineProduct } from '@/server/platform/registry';

/** What the audit domain brings to the registry: the right to read the trail. Who holds it is said by the roles of iam. */
export const auditProduct = defineProduct({
  name: 'audit',
  title: 'Audit',
  permissions: ['audit.entry.read'],
  auditActions: [],
});
