import type { AuditEntryView } from '@/server/platform/audit';

/** `gpuaas.allocation.force_released` → "force released allocation": verb first, as a sentence tells it. */
export function verbOf(action: string): string {
  const parts = action.split('.');
  const verb = (parts.at(-1) ?? action).replaceAll('_', ' ');
  const noun = parts.length > 2 ? (parts[1] ?? '').replaceAll('_', ' ') : '';
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
