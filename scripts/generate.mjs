// Generates what the sources need and git does not hold: the database client.
import { runMain } from './lib/fail.mjs';
import { generateClient } from './database/prisma.mjs';

await runMain(async () => {
  await generateClient();
  process.stdout.write('Database client generated.\n');
});
