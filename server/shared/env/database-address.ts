/** Where the database is, as a connection string. Asked at use, because imports run before the embedded database's address is known. */
export function databaseAddress(): string {
  const address = process.env['DATABASE_URL'];
  if (!address) throw new Error('DATABASE_URL is not set');
  return address;
}

/** Waits for the address where a launcher, still starting the database, is to send it: `{databaseUrl}`. Elsewhere it is there already. */
export async function learnDatabaseAddress(): Promise<void> {
  if (process.env['DATABASE_URL'] || !process.send) return;
  await new Promise<void>((resolve) => {
    process.once('message', (message: { databaseUrl: string }) => {
      process.env['DATABASE_URL'] = message.databaseUrl;
      resolve();
    });
  });
}
