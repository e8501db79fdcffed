import { registerConstraintErrors } from '@/server/shared/db';
import { defineErrors } from '@/server/shared/errors';

/** Failures of the trail itself. */
export const auditErrors = defineErrors('audit', {
  append_only: {
    kind: 'internal',
    message: 'The audit trail is never changed or removed. Give the correlation id to an operator.',
  },
});

registerConstraintErrors({ audit_append_only: auditErrors.append_only });
