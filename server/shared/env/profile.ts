import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

export const PROFILE_NAMES = ['kind', 'dev', 'demo', 'staging', 'prod'] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

/** The one schema of deploy/profiles/*.json. Unknown keys are refused. Durations in ms, memory in MiB. */
const profileSchema = z.strictObject({
  name: z.enum(PROFILE_NAMES),
  region: z.string().min(1),
  currency: z.string().length(3),
  /** Play money that a new organization starts with, in micros; posted as an adjustment that says so. */
  startingCreditMicros: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(BigInt),
  allowEmbeddedDatabase: z.boolean(),
  allowSingleDatabaseRole: z.boolean(),
  allowDemoData: z.boolean(),
  showGallery: z.boolean(),
  /** GPUs that are declared where none are found; labelled simulated everywhere. */
  simulatedGpus: z.array(
    z.strictObject({ model: z.string(), memoryMib: z.int().positive(), count: z.int().min(1).max(64) }),
  ),
  /** Workspaces are refused when the host lacks one of these. */
  requiredIsolation: z.array(z.string()),
  /** How many cpu-small workspaces one node takes. */
  cpuSlotCount: z.int().min(0).max(256),
  meterWindowMs: z.int().min(1_000),
  holdMs: z.int().min(60_000),
  sampleIntervalMs: z.int().min(1_000),
});

export type Profile = z.infer<typeof profileSchema>;

/** Reads and validates a profile; throws an Error whose message names file and key. */
export function readProfile(name: ProfileName, rootDir: string = process.cwd()): Profile {
  const file = path.join(rootDir, 'deploy', 'profiles', `${name}.json`);
  const parsed = profileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
