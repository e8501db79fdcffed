import type { Id } from '@/server/shared/ids';

/** Whether a part of an address can name an allocation; the server says whether it does. */
export function isAllocationId(text: string): text is Id<'alc'> {
  return /^alc_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text);
}
