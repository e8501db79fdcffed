import { processNow } from '@/server/shared/clock';
import { database } from '@/server/shared/db';
import { env } from '@/server/shared/env';
import type { Id } from '@/server/shared/ids';
import { series } from './metrics.repository';
import { lastHour } from './metrics.rules';
import type { Sample } from './metrics.types';

export interface MetricSeries {
  from: Date;
  to: Date;
  /** Samples are means over this long. */
  bucketSeconds: number;
  samples: Sample[];
}

/** Use of an allocation over the last hour. The caller has proven the right to see it. */
export async function readLastHour(id: Id<'alc'>): Promise<MetricSeries> {
  const range = lastHour(processNow(), env().profile.sampleIntervalMs);
  return { ...range, samples: await series(database(), id, range) };
}
