import { onceInProcess } from '@/server/shared/state/process-state';

/** OWASP's second choice for argon2id (19 MiB, two passes, one lane), which is also this library's default algorithm. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of a password, with salt and cost inside. */
export async function hashPassword(password: string): Promise<string> {
  const { hash } = await library();
  return hash(password, COST);
}

/**
 * Whether the password is the one behind the hash. Without a hash (no such account, or one without a password) the same
 * work is done against a hash of nothing, so that the time taken tells nothing.
 */
export async function isPassword(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  const { verify } = await library();
  if (!passwordHash) {
    await verify(await hashOfNothing(), password);
    return false;
  }
  return verify(passwordHash, password);
}

/** Read at first use: a start should not wait for it. */
function library() {
  return import('@node-rs/argon2');
}

function hashOfNothing(): Promise<string> {
  return onceInProcess('iam.hash-of-nothing', () => hashPassword('no account has this password'));
}
