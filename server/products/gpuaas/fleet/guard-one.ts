import { isAppError, KIND_MEANING } from '@/server/shared/errors';
import { log } from '@/server/shared/log';

/** One thing's trouble must not keep a pass from the others. What asks to be called again will be. */
export async function guardOne(id: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const level = isAppError(error) ? KIND_MEANING[error.kind].logLevel : 'error';
    log()[level]({ err: error, id }, 'the next pass looks at this again');
  }
}
