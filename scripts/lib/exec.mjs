import { spawn } from 'node:child_process';
import { childEnv, requireNode } from '../install/node24.mjs';
import { root } from './paths.mjs';

/** Output kept of a captured command, in bytes; more than any error message needs. */
const CAPTURE_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Runs a command to its end. With `capture` its output is returned, else it goes to this terminal.
 * Returns `{code, output}`; a signal counts as code 128 + number, as in a shell.
 */
export function run(command, args, { capture = false, env = process.env, cwd = root, uid, gid } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = capture ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(command, args, { cwd, env, stdio, uid, gid });
    const chunks = [];
    let size = 0;
    const keep = (chunk) => {
      size += chunk.length;
      if (size <= CAPTURE_BYTES_MAX) chunks.push(chunk);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code: code ?? 128 + signalNumber(signal), output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

/** Runs a JavaScript or TypeScript file of the repository on Node 24. Same result as `run`. */
export function runNode(args, options = {}) {
  return run(requireNode(), args, { ...options, env: childEnv(options.env) });
}

/** Number of a signal name, for exit codes. */
export function signalNumber(signal) {
  return { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 1;
}

/**
 * Becomes another program as far as Node can: same terminal, signals passed on, same exit code. SIGINT is only swallowed, because the
 * terminal sends it to the whole foreground group already; when it came to this process alone, `forwardInterrupt` passes it on.
 */
export function become(command, args, { env = process.env, forwardInterrupt = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', forwardInterrupt ? pass : () => {});
    process.on('SIGTERM', pass);
    process.on('SIGHUP', pass);
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + signalNumber(signal)));
  });
}
