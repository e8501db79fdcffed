/** Checked configuration of a start; see config.mjs. */
export interface LaunchConfig {
  profile: string;
  port: number;
  host: string;
  publicUrl: string;
  trustedProxies: string[];
  dataDir: string;
  databaseUrl: string | null;
  migrationUrl: string | null;
  roles: string[];
  demo: boolean;
  dev: boolean;
  seedOnly: boolean;
}
export const PROFILES: string[];
export const ROLES: string[];
export function readConfig(input: { argv?: string[]; env?: Record<string, string | undefined> }): LaunchConfig;
export function prepareDataDir(dataDir: string): void;
