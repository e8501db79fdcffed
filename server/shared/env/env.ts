import { z } from 'zod';
import { onceInProcess } from '@/server/shared/state/process-state';
import { PROFILE_NAMES, readProfile, type Profile } from './profile';

export const ROLES = ['web', 'gateway', 'worker'] as const;
export type Role = (typeof ROLES)[number];

const envSchema = z.object({
  GPUAAS_PROFILE: z.enum(PROFILE_NAMES).default('dev'),
  GPUAAS_ROLES: z
    .string()
    .default(ROLES.join(','))
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(ROLES)).min(1)),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: z.url().optional(),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((network) => network.trim()))
    .transform((networks) => networks.filter((network) => network !== ''))
    .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))),
  DATA_DIR: z.string().default('.data'),
  AUTH_SECRET: z.string().min(32),
  RUNTIME_SOCKET: z.string().optional(),
  RUNTIME_TASK_KEY_FILE: z.string().optional(),
  RUNTIME_EVENT_KEY_FILE: z.string().optional(),
  GPUAAS_COMMIT: z.string().default('unknown'),
  GPUAAS_VERSION: z.string().default('0.0.0'),
  OIDC_ISSUER: z.url().optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().default('Single sign-on'),
});

export interface Env {
  profile: Profile;
  roles: Role[];
  port: number;
  host: string;
  /** The only origin, without a trailing slash. */
  publicUrl: string;
  /** Addresses and networks (`10.0.0.0/8`) of proxies whose `X-Forwarded-For` is believed. */
  trustedProxies: string[];
  dataDir: string;
  authSecret: string;
  runtime: { socketPath: string; taskKeyFile: string; eventKeyFile: string } | undefined;
  oidc: { issuer: string; clientId: string; clientSecret: string; name: string } | undefined;
  commit: string;
  version: string;
}

/** The process' configuration, read once. Throws an Error whose message names every bad variable. */
export function env(): Env {
  return onceInProcess('env', () => parseEnv(process.env));
}

/** Pure part of `env`: variables → configuration. */
export function parseEnv(variables: Record<string, string | undefined>): Env {
  const parsed = envSchema.safeParse(variables);
  if (!parsed.success) throw new Error(`bad configuration\n${z.prettifyError(parsed.error)}`);
  const v = parsed.data;
  return {
    profile: readProfile(v.GPUAAS_PROFILE),
    roles: v.GPUAAS_ROLES,
    port: v.PORT,
    host: v.HOST,
    publicUrl: (v.PUBLIC_URL ?? `http://localhost:${v.PORT}`).replace(/\/+$/, ''),
    trustedProxies: v.TRUSTED_PROXIES,
    dataDir: v.DATA_DIR,
    authSecret: v.AUTH_SECRET,
    runtime:
      v.RUNTIME_SOCKET && v.RUNTIME_TASK_KEY_FILE && v.RUNTIME_EVENT_KEY_FILE
        ? { socketPath: v.RUNTIME_SOCKET, taskKeyFile: v.RUNTIME_TASK_KEY_FILE, eventKeyFile: v.RUNTIME_EVENT_KEY_FILE }
        : undefined,
    oidc:
      v.OIDC_ISSUER && v.OIDC_CLIENT_ID
        ? {
            issuer: v.OIDC_ISSUER,
            clientId: v.OIDC_CLIENT_ID,
            clientSecret: v.OIDC_CLIENT_SECRET ?? '',
            name: v.OIDC_NAME,
          }
        : undefined,
    commit: v.GPUAAS_COMMIT,
    version: v.GPUAAS_VERSION,
  };
}
