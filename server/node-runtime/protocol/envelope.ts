import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** Text and a signature over exactly that text. The text is parsed only after the signature holds. */
export const signedEnvelopeSchema = z.object({ body: z.string(), signature: z.base64() });
export type SignedEnvelope = z.infer<typeof signedEnvelopeSchema>;

/** What a signature is for. It is signed along, so that an event can never pass for a task. */
export type EnvelopePurpose = 'task' | 'event';

function bytesToSign(purpose: EnvelopePurpose, body: string): Buffer {
  return Buffer.from(`gpuaas.runtime.${purpose}.1\n${body}`, 'utf8');
}

/** Signs `value` as JSON with an Ed25519 private key. */
export function signEnvelope(purpose: EnvelopePurpose, value: unknown, privateKey: KeyObject): SignedEnvelope {
  const body = JSON.stringify(value);
  return { body, signature: sign(null, bytesToSign(purpose, body), privateKey).toString('base64') };
}

/** The parsed body if the signature holds, else undefined. */
export function openEnvelope(purpose: EnvelopePurpose, envelope: SignedEnvelope, publicKey: KeyObject): unknown {
  const signature = Buffer.from(envelope.signature, 'base64');
  if (!verify(null, bytesToSign(purpose, envelope.body), publicKey, signature)) return undefined;
  return JSON.parse(envelope.body);
}

/** Reads an Ed25519 private key in PEM, or passes a key object through. */
export function toPrivateKey(key: KeyObject | string): KeyObject {
  return typeof key === 'string' ? createPrivateKey(key) : key;
}

/** Reads an Ed25519 public key in PEM, or passes a key object through. */
export function toPublicKey(key: KeyObject | string): KeyObject {
  return typeof key === 'string' ? createPublicKey(key) : key;
}

/** A fresh Ed25519 pair in PEM, for one direction: the signer keeps `privateKey`, the reader gets `publicKey`. */
export function createTaskKeys(): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}
