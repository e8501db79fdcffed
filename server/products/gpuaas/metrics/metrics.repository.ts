import type { Db, Tx } from '@/server/shared/db';
import { uuidFromId, type Id } from '@/server/shared/ids';
import type { Sample } from './metrics.types';

/** Adds samples; one that is there already stays. */
export async function insertSamples(tx: Tx, samples: readonly (Sample & { allocationId: Id<'alc'> })[]): Promise<void> {
  await tx.db.metricSample.createMany({
    data: samples.map(({ allocationId, memoryBytes, diskBytes, gpuMemoryBytes, ...sample }) => ({
      ...sample,
      allocationId: uuidFromId(allocationId),
      memoryBytes: toBigInt(memoryBytes),
      diskBytes: toBigInt(diskBytes),
      gpuMemoryBytes: toBigInt(gpuMemoryBytes),
    })),
    skipDuplicates: true,
  });
}

function toBigInt(bytes: number | null): bigint | null {
  return bytes === null ? null : BigInt(Math.round(bytes));
}

/** When an allocation was last measured alive, or null. */
export async function lastSampleAt(db: Db, id: Id<'alc'>): Promise<Date | null> {
  const row = await db.metricSample.findFirst({ where: { allocationId: uuidFromId(id) }, orderBy: { at: 'desc' } });
  return row?.at ?? null;
}

/** The newest sample of each of these allocations that is not older than `since`, by uuid. */
export async function latestOf(db: Db, ids: readonly Id<'alc'>[], since: Date): Promise<Map<string, Sample>> {
  if (ids.length === 0) return new Map();
  const rows = await db.$queryRaw<(RawSample & { allocationId: string })[]>`
    SELECT DISTINCT ON (allocation_id) allocation_id AS "allocationId", at, cpu_percent AS "cpuPercent",
      memory_bytes::float8 AS "memoryBytes", disk_bytes::float8 AS "diskBytes", process_count AS "processCount",
      gpu_util_percent AS "gpuUtilPercent", gpu_memory_bytes::float8 AS "gpuMemoryBytes",
      gpu_power_watts AS "gpuPowerWatts", gpu_temperature_c AS "gpuTemperatureC", is_simulated AS "isSimulated"
    FROM gpuaas_metric_sample WHERE allocation_id = ANY(${ids.map(uuidFromId)}::uuid[]) AND at > ${since}
    ORDER BY allocation_id, at DESC`;
  return new Map(rows.map(({ allocationId, ...sample }) => [allocationId, sample]));
}

type RawSample = Sample;

/** Means of a time range, in buckets of `bucketSeconds`; buckets without a sample are left out. Temperature is the highest. */
export async function series(
  db: Db,
  id: Id<'alc'>,
  range: { from: Date; to: Date; bucketSeconds: number },
): Promise<Sample[]> {
  return db.$queryRaw<Sample[]>`
    SELECT date_bin(make_interval(secs => ${range.bucketSeconds}), at, ${range.from}::timestamptz) AS at,
      avg(cpu_percent)::float8 AS "cpuPercent", avg(memory_bytes)::float8 AS "memoryBytes",
      avg(disk_bytes)::float8 AS "diskBytes", max(process_count) AS "processCount",
      avg(gpu_util_percent)::float8 AS "gpuUtilPercent", avg(gpu_memory_bytes)::float8 AS "gpuMemoryBytes",
      avg(gpu_power_watts)::float8 AS "gpuPowerWatts", max(gpu_temperature_c)::float8 AS "gpuTemperatureC",
      bool_or(is_simulated) AS "isSimulated"
    FROM gpuaas_metric_sample
    WHERE allocation_id = ${uuidFromId(id)}::uuid AND at >= ${range.from} AND at < ${range.to}
    GROUP BY 1 ORDER BY 1`;
}

/** Makes the partitions of the coming days and drops those past keeping. */
export async function maintainPartitions(db: Db, days: { ahead: number; kept: number }): Promise<void> {
  await db.$executeRaw`SELECT gpuaas_metric_sample_maintain(${days.ahead}::int, ${days.kept}::int)`;
}
