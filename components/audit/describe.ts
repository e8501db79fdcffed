import type { AuditEntryView } from '@/server/platform/audit';

/** What the general form would tell clumsily. */
const PHRASES: Readonly<Record<string, string>> = {
  'gpuaas.allocation.failed': 'marked workspace as failed',
  'gpuaas.allocation.retried': 'tried workspace again',
  'gpuaas.allocation.release_accepted': 'asked to release workspace',
  'gpuaas.allocation.release_failed': 'could not release workspace',
  'gpuaas.allocation.force_released': 'forced the release of workspace',
  'gpuaas.workspace.orphan_ended': 'ended orphaned workspace',
  'iam.access.denied': 'was denied access',
  'iam.session.signed_in': 'signed in',
  'iam.session.signed_out': 'signed out',
  'iam.session.sign_in_failed': 'failed to sign in',
  'iam.session.revoked': 'ended session',
  'iam.person.linked': 'linked single sign-on',
  'iam.person.password_changed': 'changed the password',
};

/** What people call what the code names otherwise. */
const NOUNS: Readonly<Record<string, string>> = { allocation: 'workspace' };

/** `gpuaas.allocation.launched` → "launched workspace": verb first, as a sentence tells it. */
export function verbOf(action: string): string {
  const phrase = PHRASES[action];
  if (phrase) return phrase;
  const parts = action.split('.');
  const verb = (parts.at(-1) ?? action).replaceAll('_', ' ');
  const name = parts.length > 2 ? (parts[1] ?? '') : '';
  const noun = NOUNS[name] ?? name.replaceAll('_', ' ');
  return noun && !verb.includes(noun) ? `${verb} ${noun}` : verb;
}

/** What was acted on, by name where there is one. */
export function targetOf(entry: AuditEntryView): string {
  return entry.target.name ?? entry.target.id ?? entry.target.kind;
}

/** Metadata as rows: `hold_micros` → "hold micros". */
export function metadataRows(entry: AuditEntryView): { label: string; value: string }[] {
  return Object.entries(entry.metadata).map(([key, value]) => ({
    label: key
      .replaceAll(/[_.]/g, ' ')
      .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase(),
    value: Array.isArray(value) ? value.join(', ') : String(value ?? '—'),
  }));
}
