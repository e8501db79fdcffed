import { readdirSync, readFileSync } from 'node:fs';

/** The kernel reports processor time in hundredths of a second on every Linux that Node runs on (USER_HZ). */
const tickUs = 10_000;
const terminateBit = 1n << 14n;

/** A live process at one moment. `startTicks` (since boot) tells it from a later one with the same number. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parentPid: number;
  readonly startTicks: number;
}

/** Facts of a live process; undefined when there is none. A zombie counts as none: it holds nothing any more. */
export function readProcess(pid: number): ProcessFacts | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const [state, parentPid, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, parentPid: Number(parentPid), startTicks: Number(rest[17]) };
}

/** Whether this very process still lives. */
export function isAlive(process: { readonly pid: number; readonly startTicks: number }): boolean {
  return readProcess(process.pid)?.startTicks === process.startTicks;
}

/** All live processes below `rootPid`, itself not included. */
export function listDescendants(rootPid: number): ProcessFacts[] {
  const childrenOf = new Map<number, ProcessFacts[]>();
  for (const name of readdirSync('/proc')) {
    const facts = /^\d+$/.test(name) ? readProcess(Number(name)) : undefined;
    if (facts !== undefined) childrenOf.set(facts.parentPid, [...(childrenOf.get(facts.parentPid) ?? []), facts]);
  }
  const found: ProcessFacts[] = [];
  const open = [rootPid];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    for (const child of childrenOf.get(pid) ?? []) {
      found.push(child);
      open.push(child.pid);
    }
  }
  return found;
}

/** What a process and those below it use, as far as `/proc` still knows: children that ended count with whoever waited for them. */
export function readTreeUsage(rootPid: number): { cpuUsageUs: number; memoryBytes: number; pids: number } {
  const pids = [rootPid, ...listDescendants(rootPid).map((process) => process.pid)];
  let ticks = 0;
  let kib = 0;
  for (const pid of pids) {
    const stat = readText(`/proc/${pid}/stat`) ?? '';
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    ticks += fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    kib += Number(/^RssAnon:\s*(\d+) kB$/m.exec(readText(`/proc/${pid}/status`) ?? '')?.[1] ?? 0);
  }
  return { cpuUsageUs: ticks * tickUs, memoryBytes: kib * 1_024, pids: pids.length };
}

/** True when the process has asked the kernel to ignore SIGTERM, as an interactive shell does: waiting for it is of no use. */
export function ignoresTerminate(pid: number): boolean {
  const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readText(`/proc/${pid}/status`) ?? '')?.[1];
  return mask !== undefined && (BigInt(`0x${mask}`) & terminateBit) !== 0n;
}

/** The machine's current boot. A pid journaled in another boot names nothing. */
export function readBootId(): string {
  return readText('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown';
}

/** Sends a signal; false when the process is gone. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** A small file's text, or undefined when it cannot be read. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
