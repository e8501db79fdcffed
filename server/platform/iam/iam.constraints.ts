import { registerConstraintErrors } from '@/server/shared/db';
import { iamErrors } from './iam.errors';

registerConstraintErrors({
  iam_user_email_key: iamErrors.account_exists,
  iam_role_binding_live: iamErrors.already_member,
  iam_organization_slug_key: iamErrors.name_taken,
  iam_department_organization_id_slug_key: iamErrors.name_taken,
  iam_project_organization_id_slug_key: iamErrors.name_taken,
});
