import { defineErrors } from '@/server/shared/errors';

/** Failures of sign-in, invitations, the tree and rights. Each has a page in docs/errors. */
export const iamErrors = defineErrors('iam', {
  sign_in_failed: {
    kind: 'unauthenticated',
    message: 'E-mail or password is not right. Check both and try again.',
  },
  sign_in_throttled: {
    kind: 'limited',
    message: 'Too many failed attempts. Wait a quarter of an hour and try again.',
  },
  email_not_verified: {
    kind: 'forbidden',
    message: 'Your identity provider has not verified your e-mail address. Have it verified there, then sign in again.',
  },
  link_not_valid: {
    kind: 'not_found',
    message: 'This link is not valid any more: it was used, replaced or has expired. Ask for another one.',
  },
  invitation_for_other: {
    kind: 'forbidden',
    message: 'This invitation is for another e-mail address. Sign in with the account that it names.',
  },
  account_exists: {
    kind: 'conflict',
    message: 'An account with this e-mail address exists already. Sign in first, then open the link again.',
  },
  already_member: {
    kind: 'conflict',
    message: 'This person has that role here already.',
  },
  grant_beyond_own: {
    kind: 'forbidden',
    message: 'You can only give or take away rights that you hold here yourself.',
  },
  role_not_for_scope: {
    kind: 'invalid_input',
    message: 'This role cannot be given at this level. Choose another role or another level.',
  },
  last_owner: {
    kind: 'precondition',
    message: 'An organization needs an owner. Make somebody else an owner first.',
  },
  password_wrong: {
    kind: 'forbidden',
    message: 'This is not your current password. Nothing was changed.',
  },
  password_fixed: {
    kind: 'precondition',
    message:
      'This account has no password of its own here: it signs in by an identity provider, or belongs to the demo data.',
  },
  own_removal: {
    kind: 'precondition',
    message: 'You cannot remove yourself. Ask another owner or admin of the organization to do it.',
  },
  platform_role_held: {
    kind: 'precondition',
    message: 'Nothing can be denied to somebody with a platform role. Take that role away instead.',
  },
  not_a_member: {
    kind: 'precondition',
    message: 'This person does not belong to the organization. Invite them first.',
  },
  name_taken: {
    kind: 'conflict',
    message: 'This name is in use here already. Choose another one.',
  },
  department_archived: {
    kind: 'precondition',
    message: 'This department is closed. Choose another one.',
  },
});
