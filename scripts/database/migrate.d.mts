/** A migration file; the checksum is SHA-256 in hex. */
export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}
/** A row of Prisma's table that was not rolled back. */
export interface AppliedMigration {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}
export interface MigrationPlan {
  pending: Migration[];
  refusal: string | null;
}
export const ADVISORY_LOCK: number;
export const MIGRATIONS: string;
export function readMigrations(folder?: string): Migration[];
export function planMigrations(migrations: Migration[], applied: AppliedMigration[]): MigrationPlan;
export function migrate(options: {
  ownerUrl: string;
  folder?: string;
  queues?: { name: string; [option: string]: unknown }[];
  onProgress?: (name: string) => void;
}): Promise<string[]>;
export function migrationStatus(
  connectionString: string,
  folder?: string,
): Promise<{ pending: string[]; refusal: string | null }>;
export function describeAddress(url: string): string;
