import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** Absolute path of the repository this script belongs to. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Absolute path of something inside the repository. */
export function inRoot(...parts) {
  return path.join(root, ...parts);
}
