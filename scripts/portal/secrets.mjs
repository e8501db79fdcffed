import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../database/postgres-files.mjs';

/** `bytes` random bytes as hex. */
export function randomHex(bytes) {
  return randomBytes(bytes).toString('hex');
}

/** Path of a secret below DATA_DIR/secrets. */
export function secretPath(dataDir, name) {
  return path.join(dataDir, 'secrets', name);
}

/** Text of a secret, or null when it was never made. */
export function readSecret(dataDir, name) {
  const file = secretPath(dataDir, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Writes a secret that only this user can read, whole or not at all. */
export function writeSecret(dataDir, name, text) {
  makeFolder(dataDir, 0o755);
  makeFolder(path.join(dataDir, 'secrets'), 0o700);
  const file = secretPath(dataDir, name);
  const half = `${file}.${process.pid}`;
  writeFileSync(half, text, { mode: 0o600 });
  chmodSync(half, 0o600);
  renameSync(half, file);
}

function keyPair(dataDir, name) {
  const files = {
    privateFile: secretPath(dataDir, `${name}.private.pem`),
    publicFile: secretPath(dataDir, `${name}.public.pem`),
  };
  if (existsSync(files.privateFile) && existsSync(files.publicFile)) return files;
  const pair = generateKeyPairSync('ed25519');
  writeSecret(dataDir, `${name}.public.pem`, pair.publicKey.export({ type: 'spki', format: 'pem' }));
  writeSecret(dataDir, `${name}.private.pem`, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return files;
}

/**
 * The installation's own secrets, made at the first start: the key that signs sign-in cookies, and two Ed25519 pairs. The portal signs
 * tasks, the node runtime signs events; each side gets its private key and the other's public one.
 */
export function ensureSecrets(dataDir) {
  let authSecret = readSecret(dataDir, 'auth-secret');
  if (!authSecret) {
    authSecret = randomHex(32);
    writeSecret(dataDir, 'auth-secret', authSecret);
  }
  return {
    authSecret: authSecret.trim(),
    taskKey: keyPair(dataDir, 'runtime-task'),
    eventKey: keyPair(dataDir, 'runtime-event'),
  };
}
