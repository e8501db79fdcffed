import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A stand-in for the NVIDIA driver's `nvidia-smi`: two GPUs, and processes on them as the test says. */
export interface StandInDriver {
  /** To be put in front of the runtime's PATH. */
  readonly folder: string;
  readonly gpuIds: readonly [string, string];
  /** From now on these processes hold the first GPU. */
  setProcesses(pids: readonly number[]): void;
  remove(): void;
}

export function createStandInDriver(): StandInDriver {
  const folder = mkdtempSync(path.join(tmpdir(), 'gpuaas-driver-'));
  const gpuIds = ['GPU-stand-in-0000-0001', 'GPU-stand-in-0000-0002'] as const;
  const write = (name: string, lines: readonly string[], mode = 0o644) =>
    writeFileSync(path.join(folder, name), lines.map((line) => `${line}\n`).join(''), { mode });
  write(
    'devices',
    gpuIds.map(
      (id, index) => `${index}, ${id}, NVIDIA A100-SXM4-80GB, 81920, 00000000:0${index}:00.0, Disabled, 0, No`,
    ),
  );
  write(
    'samples',
    gpuIds.map((id) => `${id}, 41, 1024, 81920, 120.50, 44`),
  );
  write('processes', []);
  const answers = ['query-gpu=index:devices', 'query-gpu=uuid:samples', 'query-compute-apps:processes'].map((pair) => {
    const [query, file] = pair.split(':');
    return `--${query}*) cat ${folder}/${file} ;;`;
  });
  write('nvidia-smi', ['#!/bin/sh', 'case "$1" in', ...answers, '*) exit 9 ;;', 'esac'], 0o755);
  return {
    folder,
    gpuIds,
    setProcesses: (pids) =>
      write(
        'processes',
        pids.map((pid) => `${gpuIds[0]}, ${pid}`),
      ),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
