/** A running embedded PostgreSQL; see postgres.mjs. */
export interface PostgresHandle {
  url: string;
  ownerUrl: string;
  superUrl: string;
  port: number;
  adopted: boolean;
  created: boolean;
  moved: string | null;
  dataFolder: string;
  pid(): number;
  supervise(onNotice: (line: string) => void): void;
  stop(): Promise<void>;
}
export function startPostgres(options: { dataDir: string; fast?: boolean; database?: string }): Promise<PostgresHandle>;
export function stopServer(dataFolder: string): Promise<boolean>;
export function dropStalePidFile(dataFolder: string): void;
export function freePort(wanted?: number): Promise<number>;
export function readPidFile(dataFolder: string): { pid: number; port: number } | null;
export function runningPid(
  dataFolder: string,
  probes?: { isProcessAlive?: (pid: number) => boolean; commandLine?: (pid: number) => string },
): number | null;
