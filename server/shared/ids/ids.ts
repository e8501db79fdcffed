import { randomBytes } from 'node:crypto';

/** What an id can name. The prefix is part of the id on every wire; the database holds the bare uuid. */
export type IdPrefix =
  | 'org' | 'dep' | 'prj' | 'usr' | 'sac' | 'grp' | 'rbd' | 'ses' | 'inv'
  | 'bil' | 'lac' | 'ltx' | 'hld' | 'prb' | 'psn' | 'usg' | 'bud' | 'mev'
  | 'alc' | 'nod' | 'slt' | 'sku'
  | 'sfc' | 'aud' | 'evt'; // prettier-ignore

/** `prefix_` and 26 characters of Crockford base 32 (TypeID, https://github.com/jetify-com/typeid). */
export type Id<P extends IdPrefix> = `${P}_${string}`;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ID_SUFFIX_PATTERN = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** A uuid of version 7 (RFC 9562): ordered by time of making, to the millisecond. */
export function newUuid(nowMs: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A new id with its prefix. */
export function newId<P extends IdPrefix>(prefix: P): Id<P> {
  return idFromUuid(prefix, newUuid());
}

/** Database → edge. Throws a RangeError on anything but a lower-case uuid. */
export function idFromUuid<P extends IdPrefix>(prefix: P, uuid: string): Id<P> {
  if (!UUID_PATTERN.test(uuid)) throw new RangeError(`not a uuid: ${uuid}`);
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = (ALPHABET[Number(rest & 31n)] ?? '') + text;
    rest >>= 5n;
  }
  return `${prefix}_${text}`;
}

/** Edge → database. Throws a RangeError when the id is malformed. */
export function uuidFromId(id: Id<IdPrefix>): string {
  const suffix = id.slice(id.lastIndexOf('_') + 1);
  if (!ID_SUFFIX_PATTERN.test(suffix)) throw new RangeError(`not an id: ${id}`);
  let value = 0n;
  for (const char of suffix) value = (value << 5n) | BigInt(ALPHABET.indexOf(char));
  const hex = value.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Whether a text is a well-formed id with this prefix. */
export function isId<P extends IdPrefix>(prefix: P, text: string): text is Id<P> {
  return text.startsWith(`${prefix}_`) && ID_SUFFIX_PATTERN.test(text.slice(prefix.length + 1));
}
