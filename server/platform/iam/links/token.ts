import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** A fresh secret for a one-time link (43 characters of base64url) and what is stored of it. */
export function makeToken(): { token: string; tokenHash: Buffer<ArrayBuffer> } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, tokenHash: hashToken(token) };
}

/** What is stored of a token. A token of 256 random bits needs no salt and no slow hash. */
export function hashToken(token: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash('sha256').update(token).digest());
}
