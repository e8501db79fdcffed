import pg from 'pg';

/**
 * Copies the demo's rows until there are `times` as many: allocations with their timelines, usage, ledger and audit trail. Rows of
 * a benchmark only: triggers are off while it writes, sequences and balances are carried on so that the books still read true.
 */
export async function multiplyDemo(superUrl: string, times: number): Promise<void> {
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    for (const statement of STATEMENTS) await client.query(statement.replaceAll('$copies', String(times - 1)));
    await client.query('COMMIT');
    // Otherwise the database would do it by itself while the first page is measured.
    await client.query('VACUUM (ANALYZE)');
    await client.query('CHECKPOINT');
  } finally {
    await client.end();
  }
}

/** A copy's id follows from the original's and the number of the copy. */
const copyOf = (column: string) => `md5(${column}::text || copy)::uuid`;

const STATEMENTS = [
  clone('gpuaas_allocation', { id: copyOf('id') }, `state IN ('released', 'failed')`),
  clone('gpuaas_allocation_step', { allocation_id: copyOf('allocation_id') }),
  clone('billing_ledger_transaction', {
    id: copyOf('id'),
    seq: 'seq + copy * (SELECT max(last_seq) FROM billing_account)',
    idempotency_key: `idempotency_key || ':' || copy`,
  }),
  clone('billing_ledger_entry', { transaction_id: copyOf('transaction_id'), resource_id: copyOf('resource_id') }),
  clone('billing_usage_record', {
    id: copyOf('id'),
    resource_id: copyOf('resource_id'),
    transaction_id: copyOf('transaction_id'),
    corrects_id: copyOf('corrects_id'),
  }),
  clone('audit_entry', { id: copyOf('id'), seq: `nextval(pg_get_serial_sequence('audit_entry', 'seq'))` }),
  'UPDATE billing_account SET last_seq = last_seq * ($copies + 1)',
  `UPDATE billing_ledger_account a SET balance_micros = (
     SELECT coalesce(sum(e.amount_micros), 0)::bigint FROM billing_ledger_entry e WHERE e.ledger_account_id = a.id)`,
];

/** One statement that inserts `$copies` copies of a table's rows, some columns computed, built by the database from its own columns. */
function clone(table: string, computed: Record<string, string>, where = 'true'): string {
  const cases = Object.entries(computed).map(([column, sql]) => `WHEN '${column}' THEN ${quote(sql)}`);
  return `DO $do$
    DECLARE names text; givens text;
    BEGIN
      SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position),
             string_agg(CASE column_name ${cases.join(' ')} ELSE quote_ident(column_name) END, ', ' ORDER BY ordinal_position)
        INTO names, givens
        FROM information_schema.columns WHERE table_name = '${table}' AND is_generated = 'NEVER';
      EXECUTE format('INSERT INTO ${table} (%s) SELECT %s FROM ${table}, generate_series(1, $copies) AS copy WHERE %s',
        names, givens, ${quote(where)});
    END $do$`;
}

function quote(sql: string): string {
  return `'${sql.replaceAll("'", "''")}'`;
}
