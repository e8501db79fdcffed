import type { CgroupSupport } from '../cgroups/cgroups';
import type { RuntimeConfig } from '../config';
import type { Gpus } from '../gpus/gpus';
import type { EventLog } from '../journal/event-log';
import type { LastLook } from '../journal/last-look';
import type { WorkspaceRecords } from '../journal/workspace-records';
import type { Isolation } from '../sandbox/isolation-probe';

/** The machine that workspaces run on, as found at start. */
export interface Host {
  readonly config: RuntimeConfig;
  readonly nodeId: string;
  readonly bootId: string;
  readonly startedAt: string;
  readonly cgroups: CgroupSupport;
  readonly isolation: Isolation;
  readonly gpus: Gpus;
  readonly records: WorkspaceRecords;
  readonly events: EventLog;
  readonly lastLook: LastLook;
  /** Structured log line; never with anything a person typed. */
  log(message: string, facts?: Record<string, unknown>): void;
}
