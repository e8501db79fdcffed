import type pg from 'pg';

export const SUPERUSER: string;
export function restrictDatabase(client: pg.Client, database: string): Promise<void>;
export function urlOf(parts: { port: number; user: string; password: string; database: string }): string;
