import { createHash, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

import { PROFILE_NAMES, readProfile } from '@/server/shared/env';

import { toPrivateKey, toPublicKey } from './protocol/envelope';
import { type DeclaredGpu, declaredGpuSchema } from './protocol/node-schemas';

/** A longer Unix socket path is cut silently by the kernel (`sun_path`, unix(7)). */
const socketPathMaxBytes = 107;

export interface RuntimeConfig {
  readonly socketPath: string;
  readonly taskPublicKey: KeyObject;
  readonly eventPrivateKey: KeyObject;
  /** What must survive: journal, events, disk images. */
  readonly stateFolder: string;
  /** What lives as long as the machine runs; short, for it holds the workspaces' listeners. */
  readonly runFolder: string;
  /** Tells this runtime's cgroups and folders from another one's on the same machine. */
  readonly groupName: string;
  readonly agentFile: string;
  readonly ptyModuleFile: string;
  readonly nodeFile: string;
  readonly declaredGpus: readonly DeclaredGpu[];
  /** Without these isolation features the profile wants no workspace started. */
  readonly requiredIsolation: readonly string[];
  readonly version: string;
}

const environmentSchema = z.object({
  RUNTIME_SOCKET: z.string().min(1),
  RUNTIME_TASK_KEY_FILE: z.string().min(1),
  RUNTIME_EVENT_KEY_FILE: z.string().min(1),
  DATA_DIR: z.string().min(1),
  RUNTIME_AGENT_FILE: z.string().optional(),
  RUNTIME_SIMULATED_GPUS: z.string().optional(),
  GPUAAS_PROFILE: z.enum(PROFILE_NAMES).optional(),
  GPUAAS_VERSION: z.string().default('0.0.0'),
});

/** Reads the environment and the key files. Throws an Error with one sentence a person can act on. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): RuntimeConfig {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success)
    throw new Error(`The node runtime's configuration is not usable:\n${z.prettifyError(parsed.error)}`);
  const values = parsed.data;
  const profile = values.GPUAAS_PROFILE === undefined ? undefined : readProfile(values.GPUAAS_PROFILE);
  const stateFolder = path.resolve(values.DATA_DIR, 'runtime');
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const groupName = `gpuaas-${createHash('sha256').update(realpathSync(stateFolder)).digest('hex').slice(0, 8)}`;
  return {
    socketPath: checkSocketPath(path.resolve(values.RUNTIME_SOCKET)),
    taskPublicKey: toPublicKey(readKeyFile(values.RUNTIME_TASK_KEY_FILE)),
    eventPrivateKey: toPrivateKey(readKeyFile(values.RUNTIME_EVENT_KEY_FILE)),
    stateFolder,
    runFolder: path.join(chooseRunBase(), groupName),
    groupName,
    agentFile: findAgent(values.RUNTIME_AGENT_FILE),
    ptyModuleFile: findPtyModule(),
    nodeFile: realpathSync(process.execPath),
    declaredGpus: readDeclaredGpus(values.RUNTIME_SIMULATED_GPUS) ?? profile?.simulatedGpus ?? [],
    requiredIsolation: profile?.requiredIsolation ?? [],
    version: values.GPUAAS_VERSION,
  };
}

/** Throws when the kernel would cut the path. */
export function checkSocketPath(socketPath: string): string {
  const bytes = Buffer.byteLength(socketPath);
  if (bytes <= socketPathMaxBytes) return socketPath;
  throw new Error(
    `The socket path is ${bytes} bytes long, the kernel takes ${socketPathMaxBytes}: choose a shorter RUNTIME_SOCKET.`,
  );
}

function readDeclaredGpus(text: string | undefined): DeclaredGpu[] | undefined {
  return text === undefined || text === '' ? undefined : z.array(declaredGpuSchema).parse(JSON.parse(text));
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`The key file ${file} cannot be read.`, { cause });
  }
}

function chooseRunBase(): string {
  if (process.getuid?.() === 0 && existsSync('/run')) return '/run';
  return process.env['XDG_RUNTIME_DIR'] ?? tmpdir();
}

function findAgent(given: string | undefined): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const candidates = [path.join(here, 'agent.cjs'), path.resolve('dist/agent.cjs')];
  const found = given ?? candidates.find((file) => existsSync(file));
  if (found === undefined || !existsSync(found)) {
    throw new Error('The workspace agent is not built: dist/agent.cjs is missing (npm start builds it).');
  }
  return realpathSync(found);
}

/** Resolved from where the library's own loader would look. */
function findPtyModule(): string {
  const library = createRequire(import.meta.url).resolve('@lydell/node-pty');
  const platformPackage = `@lydell/node-pty-${process.platform}-${process.arch}`;
  return realpathSync(createRequire(library).resolve(`${platformPackage}/pty.node`));
}
