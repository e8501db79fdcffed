/**
 * A problem that the person at the terminal can act on. Its message is one whole sentence and is printed alone, without a stack.
 */
export class LaunchError extends Error {
  constructor(sentence, options) {
    super(sentence, options);
    this.name = 'LaunchError';
  }
}

/** Message of anything that was thrown; drivers and child processes throw more than errors. */
export function messageOf(error) {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

/**
 * Runs a program's main function. A LaunchError ends the process with exit code 1 and its sentence; anything else is a defect
 * and keeps its stack.
 */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (error instanceof LaunchError) process.stderr.write(`\n${error.message}\n`);
    else process.stderr.write(`\n${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}
