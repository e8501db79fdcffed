// `npm run migrate`: brings the database to this version, without starting anything else. `--status` only says what is missing.
import { checkOwnDatabase } from './database/database-check.mjs';
import { readConfig } from './portal/config.mjs';
import { become } from './lib/exec.mjs';
import { LaunchError, runMain } from './lib/fail.mjs';
import { migrate, migrationStatus } from './database/migrate.mjs';
import { childEnv, requireNode } from './install/node24.mjs';
import { startPostgres } from './database/postgres.mjs';

async function withDatabase(config, work) {
  if (config.databaseUrl) {
    await checkOwnDatabase(config);
    await work(config.migrationUrl ?? config.databaseUrl);
    return;
  }
  const postgres = await startPostgres({ dataDir: config.dataDir });
  try {
    await work(postgres.ownerUrl);
  } finally {
    if (!postgres.adopted) await postgres.stop();
  }
}

await runMain(async () => {
  const node = requireNode();
  if (node !== process.execPath) {
    process.exitCode = await become(node, process.argv.slice(1), { env: childEnv() });
    return;
  }
  const argv = process.argv.slice(2);
  const config = readConfig({ argv: argv.filter((word) => word !== '--status') });
  await withDatabase(config, async (ownerUrl) => {
    if (argv.includes('--status')) {
      const { pending, refusal } = await migrationStatus(ownerUrl);
      if (refusal) throw new LaunchError(refusal);
      process.stdout.write(
        pending.length > 0
          ? `To be applied:\n${pending.map((name) => `  ${name}\n`).join('')}`
          : 'The database is up to date.\n',
      );
      if (pending.length > 0) process.exitCode = 1;
      return;
    }
    const applied = await migrate({ ownerUrl, onProgress: (name) => process.stdout.write(`  ${name}\n`) });
    process.stdout.write(applied.length > 0 ? `Applied: ${applied.join(', ')}.\n` : 'The database was up to date.\n');
  });
});
