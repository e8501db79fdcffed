#!/usr/bin/env node
// `npm run gpuaas -- COMMAND` inside a clone, or an installed `gpuaas`. A thin front for the scripts.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const COMMANDS = {
  start: ['start.mjs', 'start the portal (options: gpuaas start --help)'],
  stop: ['stop.mjs', 'end portal, workspaces, node runtime and database'],
  migrate: ['migrate.mjs', 'bring the database to this version (--status: only look)'],
  doctor: ['doctor.mjs', 'look at what a start needs and say what to do'],
};

const [command, ...rest] = process.argv.slice(2);
const known = Object.hasOwn(COMMANDS, command ?? '') ? COMMANDS[command] : null;

if (command === '--version' || command === '-v') {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${version}\n`);
} else if (known) {
  const script = fileURLToPath(new URL(`../scripts/${known[0]}`, import.meta.url));
  const child = spawn(process.execPath, [script, ...rest], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('close', (code) => process.exit(code ?? 1));
} else {
  const wrong = command && command !== '--help' && command !== '-h' && command !== 'help';
  const list = Object.entries(COMMANDS).map(([name, [, text]]) => `  ${name.padEnd(9)} ${text}`);
  const text = `${wrong ? `There is no command ${JSON.stringify(command)}.\n\n` : ''}Usage: gpuaas COMMAND\n\n${list.join('\n')}\n`;
  (wrong ? process.stderr : process.stdout).write(text);
  process.exitCode = wrong ? 1 : 0;
}
