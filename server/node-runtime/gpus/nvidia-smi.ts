import { runCommand } from '../host/commands';
import type { GpuDevice } from '../protocol/node-schemas';
import type { GpuSample } from '../protocol/task-schemas';

const deviceFields = [
  'index',
  'uuid',
  'name',
  'memory.total',
  'pci.bus_id',
  'mig.mode.current',
  'ecc.errors.uncorrected.volatile.total',
  'retired_pages.pending',
] as const;
const sampleFields = [
  'uuid',
  'utilization.gpu',
  'memory.used',
  'memory.total',
  'power.draw',
  'temperature.gpu',
] as const;
const processFields = ['gpu_uuid', 'pid'] as const;
/** A driver in trouble may let the query hang; workspaces must not hang with it. */
const queryTimeoutMs = 10_000;
/** Cells that carry no value: `[N/A]`, `[Not Supported]`, `[Unknown Error]`, `[Insufficient Permissions]`. */
const emptyCell = /^\[.*\]$|^N\/A$/;

export interface GpuProcess {
  readonly gpuId: string;
  readonly pid: number;
}

/** Rows of `--format=csv,noheader,nounits`, with null for cells that carry no value. */
function parseCsv<Field extends string>(text: string, fields: readonly Field[]): Record<Field, string | null>[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line.includes(',') && !line.startsWith('No '))
    .map((line) => {
      const cells = line.split(',').map((cell) => cell.trim());
      const values = fields.map((field, index) => {
        const cell = cells[index] ?? '';
        return [field, cell === '' || emptyCell.test(cell) ? null : cell] as const;
      });
      return Object.fromEntries(values) as Record<Field, string | null>;
    });
}

/** GPUs out of the device query. A row without UUID or memory is left out: nothing could be placed on it. */
export function parseDevices(text: string, numaNodeOf: (pciBusId: string) => number | null): GpuDevice[] {
  return parseCsv(text, deviceFields).flatMap((row) => {
    const { index, uuid, name } = row;
    const memory = toNumber(row['memory.total']);
    if (uuid === null || index === null || memory === null) return [];
    const pciBusId = row['pci.bus_id'];
    const healthReason = describeHealth(row['ecc.errors.uncorrected.volatile.total'], row['retired_pages.pending']);
    return {
      id: uuid,
      index: Number(index),
      model: name ?? 'NVIDIA GPU',
      memoryMib: Math.round(memory),
      simulated: false,
      devicePath: `/dev/nvidia${index}`,
      pciBusId,
      numaNode: pciBusId === null ? null : numaNodeOf(pciBusId),
      migMode: toMigMode(row['mig.mode.current']),
      health: healthReason === null ? 'ok' : 'degraded',
      healthReason,
    };
  });
}

/** Current use per GPU out of the sample query. */
export function parseSamples(text: string): GpuSample[] {
  return parseCsv(text, sampleFields).flatMap((row) => {
    if (row.uuid === null) return [];
    return {
      gpuId: row.uuid,
      simulated: false,
      utilizationPercent: toNumber(row['utilization.gpu']),
      memoryUsedMib: toNumber(row['memory.used']),
      memoryTotalMib: toNumber(row['memory.total']),
      powerWatts: toNumber(row['power.draw']),
      temperatureCelsius: toNumber(row['temperature.gpu']),
    };
  });
}

/** Processes that hold a GPU. */
export function parseProcesses(text: string): GpuProcess[] {
  return parseCsv(text, processFields).flatMap((row) => {
    const pid = toNumber(row.pid);
    return row.gpu_uuid === null || pid === null ? [] : { gpuId: row.gpu_uuid, pid };
  });
}

/** GPUs of this machine. None when there is no driver (exit 9), no library (12) or no `nvidia-smi` at all. */
export async function queryDevices(numaNodeOf: (pciBusId: string) => number | null): Promise<GpuDevice[]> {
  return parseDevices(await query('gpu', deviceFields), numaNodeOf);
}

export async function querySamples(): Promise<GpuSample[]> {
  return parseSamples(await query('gpu', sampleFields));
}

export async function queryProcesses(): Promise<GpuProcess[]> {
  return parseProcesses(await query('compute-apps', processFields));
}

async function query(subject: 'gpu' | 'compute-apps', fields: readonly string[]): Promise<string> {
  const args = [`--query-${subject}=${fields.join(',')}`, '--format=csv,noheader,nounits'];
  const result = await runCommand('nvidia-smi', args, queryTimeoutMs);
  return result.code === 0 ? result.stdout : '';
}

function toNumber(cell: string | null): number | null {
  const value = Number.parseFloat(cell ?? '');
  return Number.isNaN(value) ? null : value;
}

function toMigMode(cell: string | null): GpuDevice['migMode'] {
  if (cell === 'Enabled') return 'enabled';
  return cell === 'Disabled' ? 'disabled' : null;
}

function describeHealth(uncorrected: string | null, retiredPending: string | null): string | null {
  if ((toNumber(uncorrected) ?? 0) > 0) return `The driver counts ${uncorrected} uncorrected memory errors.`;
  return retiredPending === 'Yes' ? 'Memory pages wait to be retired: the GPU needs a reset.' : null;
}
