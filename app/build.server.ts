import 'server-only';
import { env } from '@/server/shared/env';

const COMMIT_LENGTH = 7;

/** What runs here, for the foot of the rail: version, commit and profile. */
export function buildLabel(): string {
  const { version, commit, profile } = env();
  return `${version} · ${commit.slice(0, COMMIT_LENGTH)} · ${profile.name}`;
}
