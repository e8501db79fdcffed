import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { createCgroup, joinFiles, readCgroupUsage } from './cgroups';

// Files named and written as cgroups(7) describes them; that real kernels obey is shown on real sandboxes.
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gpuaas-cgroup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (files: Record<string, string>) => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
};
const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');
const limits = { cpuMillis: 1_500, memoryBytes: 268_435_456, pidsMax: 64 };

it('limits memory without swap, processor time and processes on version 2', () => {
  put({ 'cgroup.controllers': 'cpu memory pids\n', 'memory.swap.max': 'max' });
  createCgroup({ unified: folder }, limits);
  expect([read('memory.max'), read('memory.swap.max'), read('cpu.max'), read('pids.max')]).toEqual([
    '268435456',
    '0',
    '150000 100000',
    '96',
  ]);
  expect(joinFiles({ unified: folder })).toEqual([path.join(folder, 'cgroup.procs')]);
});

it('reads use on version 2, without memory that the kernel can drop at once', () => {
  put({
    'cpu.stat': 'usage_usec 2500000\nuser_usec 1\n',
    'memory.current': '1000000\n',
    'memory.stat': 'anon 5\ninactive_file 400000\n',
    'memory.events': 'low 0\noom 3\noom_kill 2\n',
    'pids.current': '7\n',
  });
  expect(readCgroupUsage({ unified: folder })).toEqual({
    cpuUsageUs: 2_500_000,
    memoryBytes: 600_000,
    pids: 7,
    outOfMemoryKills: 2,
  });
});

it('limits and reads use on version 1, controller by controller', () => {
  const folders = Object.fromEntries(
    ['memory', 'cpu', 'cpuacct', 'pids'].map((name) => [name, path.join(folder, name)]),
  );
  put({ 'memory/memory.memsw.limit_in_bytes': '9223372036854771712' });
  createCgroup(folders, limits);
  expect([read('memory/memory.limit_in_bytes'), read('memory/memory.memsw.limit_in_bytes')]).toEqual([
    '268435456',
    '268435456',
  ]);
  expect([read('cpu/cpu.cfs_quota_us'), read('cpu/cpu.cfs_period_us'), read('pids/pids.max')]).toEqual([
    '150000',
    '100000',
    '96',
  ]);
  put({
    'cpuacct/cpuacct.usage': '2500000000\n',
    'memory/memory.usage_in_bytes': '1000000\n',
    'memory/memory.stat': 'cache 1\ntotal_inactive_file 400000\n',
    'memory/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
    'pids/pids.current': '7\n',
  });
  expect(readCgroupUsage(folders)).toEqual({
    cpuUsageUs: 2_500_000,
    memoryBytes: 600_000,
    pids: 7,
    outOfMemoryKills: 2,
  });
});

it('says what it cannot measure instead of naming zero', () => {
  expect(readCgroupUsage({})).toEqual({ cpuUsageUs: null, memoryBytes: null, pids: null, outOfMemoryKills: 0 });
});
