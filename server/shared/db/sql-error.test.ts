import { expect, it, test } from 'vitest';
import { toAppError } from './sql-error';

const withCode = (code: string, message = 'failed') => Object.assign(new Error(message), { code });

test.each([
  new Error('Connection terminated unexpectedly'),
  new Error('Connection terminated due to connection timeout'),
  new Error('Client has encountered a connection error and is not queryable'),
  new Error('timeout exceeded when trying to connect'),
  new Error('Invalid `db.user.count()` invocation:\n\nConnection terminated unexpectedly'),
  new Error('outer', { cause: new Error('Connection terminated unexpectedly') }),
  Object.assign(new Error('ConnectionClosed'), { name: 'DriverAdapterError', cause: { kind: 'ConnectionClosed' } }),
  withCode('57P01', 'terminating connection due to administrator command'),
  withCode('57P03', 'the database system is starting up'),
  withCode('ECONNREFUSED'),
  withCode('P2024', 'Timed out fetching a new connection from the connection pool.'),
  withCode('P2028', 'Unable to start a transaction in the given time.'),
])('%s means that the database does not answer', (error) => {
  expect(toAppError(error)).toMatchObject({ code: 'shared.database_unavailable', cause: error });
});

it('leaves what is no failure of the database as it was', () => {
  for (const error of [
    new Error('plain'),
    withCode('P2025', 'No record was found.'),
    withCode('ENOENT'),
    null,
    'text',
  ]) {
    expect(toAppError(error)).toBe(error);
  }
});
