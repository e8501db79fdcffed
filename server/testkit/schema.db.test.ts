import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileDatabase } from './test-database';

const MODELS = 'prisma/models';
/** How Prisma's types stand in the database when no native type is named. */
const DEFAULT_TYPES: Record<string, string> = {
  String: 'text',
  Int: 'integer',
  BigInt: 'bigint',
  Boolean: 'boolean',
  Json: 'jsonb',
  Bytes: 'bytea',
  Float: 'double precision',
};
const NATIVE_TYPES: Record<string, string> = {
  Uuid: 'uuid',
  'Timestamptz(3)': 'timestamp(3) with time zone',
  'Char(3)': 'character(3)',
  SmallInt: 'smallint',
  Real: 'real',
};

/** Of `pg_trigger.tgtype`. */
const [DELETE_BIT, UPDATE_BIT] = [8, 16];
/** Tables whose rows are never changed or removed, by anybody. */
const FOR_EVER = [
  'audit_entry',
  'billing_ledger_entry',
  'billing_ledger_transaction',
  'billing_meter_event',
  'billing_price_book',
  'billing_price_rate',
  'billing_price_snapshot',
  'billing_usage_record',
];

/** `table.column type` or `table.column type not null`, for every column that Prisma believes in. */
function declaredColumns(): string[] {
  const text = readdirSync(MODELS)
    .map((name) => readFileSync(`${MODELS}/${name}`, 'utf8'))
    .join('\n');
  const models = [...text.matchAll(/^model (\w+) \{(.*?)^\}/gms)].map(([, name = '', body = '']) => ({ name, body }));
  const names = new Set(models.map(({ name }) => name));
  return models.flatMap(({ name, body }) => {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name;
    return [...body.matchAll(/^ {2}(\w+)\s+(\w+)(\?|\[\])?(.*)$/gm)].flatMap(
      ([, field, type = '', mark, rest = '']) => {
        if (names.has(type)) return [];
        const column = /@map\("(\w+)"\)/.exec(rest)?.[1] ?? field;
        const native = /@db\.(\w+(?:\(\d+\))?)/.exec(rest)?.[1];
        const sqlType = native === undefined ? DEFAULT_TYPES[type] : NATIVE_TYPES[native];
        return [`${table}.${column} ${sqlType ?? `unknown ${type}`}${mark === '?' ? '' : ' not null'}`];
      },
    );
  });
}

describe('schema and database', () => {
  let superuser: pg.Client;
  beforeAll(async () => {
    superuser = new pg.Client({ connectionString: fileDatabase().superUrl });
    await superuser.connect();
  });
  afterAll(() => superuser.end());

  async function column(sql: string): Promise<string[]> {
    const { rows } = await superuser.query<{ value: string }>(sql);
    return rows.map((row) => row.value).sort();
  }

  it('agree on every table, column, type and nullability', async () => {
    const actual = await column(`
      SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END AS value
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> '_prisma_migrations'`);
    expect(actual.length).toBeGreaterThan(100);
    expect(actual).toEqual(declaredColumns().sort());
  });

  it('keep every moment with its zone, to the millisecond', async () => {
    const others = await column(`
      SELECT c.relname || '.' || a.attname AS value FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> '_prisma_migrations'
        AND a.attnum > 0 AND NOT a.attisdropped AND format_type(a.atttypid, a.atttypmod) LIKE '%time%'
        AND format_type(a.atttypid, a.atttypmod) <> 'timestamp(3) with time zone'`);
    expect(others).toEqual([]);
  });

  it('refuse change of what is for ever twice: by trigger to everyone, and by grant to the application', async () => {
    const guardedFor = (bits: number) =>
      column(`
        SELECT DISTINCT c.relname AS value FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE p.proname = 'shared_refuse_change' AND t.tgtype & ${bits} = ${bits} AND t.tgenabled = 'O'`);
    const guarded = await guardedFor(UPDATE_BIT | DELETE_BIT);
    expect(guarded).toEqual(FOR_EVER);
    expect(await guardedFor(UPDATE_BIT), 'tables guarded against change alone').toEqual(FOR_EVER);
    const rights = await column(`
      SELECT table_name || ' ' || privilege_type AS value FROM information_schema.table_privileges
      WHERE grantee = 'gpuaas_app' AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
        AND table_name IN (${guarded.map((name) => `'${name}'`).join(', ')})`);
    expect(rights).toEqual([]);
    const unguarded = await column(`
      SELECT c.relname AS value FROM pg_class c WHERE c.relname IN (${guarded.map((name) => `'${name}'`).join(', ')})
        AND NOT EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
          WHERE t.tgrelid = c.oid AND p.proname = 'shared_refuse_change' AND t.tgtype & 32 <> 0)`);
    expect(unguarded, 'tables that can be truncated').toEqual([]);
  });

  it('give the application no way to make or change tables', async () => {
    const { rows } = await superuser.query<{ owned: number; canCreate: boolean; isSuper: boolean }>(`
      SELECT (SELECT count(*)::int FROM pg_class WHERE relowner = 'gpuaas_app'::regrole) AS owned,
        has_schema_privilege('gpuaas_app', 'public', 'CREATE')
          OR has_database_privilege('gpuaas_app', current_database(), 'CREATE, TEMPORARY') AS "canCreate",
        (SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = 'gpuaas_app') AS "isSuper"`);
    expect(rows).toEqual([{ owned: 0, canCreate: false, isSuper: false }]);
  });
});
