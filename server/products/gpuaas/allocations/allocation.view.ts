import type { Id } from '@/server/shared/ids';
import type { Sample } from '../metrics/metrics.types';
import type { Allocation, AllocationState, CapacityShape, Step } from './allocation.types';

/** What an allocation cost until now, in micros: what is in the ledger, and what runs up since. */
export interface CostView {
  postedMicros: bigint;
  accruedMicros: bigint;
}

/** A line of a list. */
export interface AllocationView {
  id: Id<'alc'>;
  name: string;
  state: AllocationState;
  reasonCode: string | null;
  reasonText: string | null;
  skuCode: string;
  skuName: string;
  shape: CapacityShape;
  gpuModel: string | null;
  gpuCount: number;
  isSimulated: boolean;
  organizationId: Id<'org'>;
  projectId: Id<'prj'>;
  projectName: string;
  ownerId: Id<'usr'>;
  ownerName: string;
  isMine: boolean;
  microsPerHour: bigint;
  currency: string;
  cost: CostView;
  requestedAt: Date;
  activeAt: Date | null;
  releaseAcceptedAt: Date | null;
  endedAt: Date | null;
  /** Newest figures, when it was measured within the last minute. */
  use: Pick<Sample, 'at' | 'cpuPercent' | 'gpuUtilPercent' | 'memoryBytes'> | null;
}

/** An allocation as its own page shows it. */
export interface AllocationDetailView extends AllocationView {
  image: string;
  cpuMillis: number;
  memoryMib: number;
  diskMib: number;
  nodeName: string | null;
  attempt: number;
  version: number;
  correlationId: string;
  /** What the state means, and what comes next. */
  sentence: string;
  timeline: Step[];
  surfaces: { id: Id<'sfc'>; kind: string; name: string }[];
  /** What the asking person may do now; a text says why not. */
  actions: {
    release: string | null;
    retry: string | null;
    forceRelease: string | null;
    /** Opening a shell in it. */
    terminal: string | null;
  };
}

export interface ViewParts {
  allocation: Allocation;
  ownerName: string;
  projectName: string;
  isMine: boolean;
  cost: CostView;
  sample: Sample | undefined;
}

/** An allocation with what other domains know of it, as a list shows it. */
export function viewOfAllocation({ allocation, sample, ...parts }: ViewParts): AllocationView {
  const { sku } = allocation;
  return {
    ...parts,
    id: allocation.id,
    name: allocation.name,
    state: allocation.state,
    reasonCode: allocation.reasonCode,
    reasonText: allocation.reasonText,
    skuCode: sku.code,
    skuName: sku.name,
    shape: sku.shape,
    gpuModel: sku.gpuModel,
    gpuCount: sku.gpuCount,
    isSimulated: allocation.isSimulated,
    organizationId: allocation.organizationId,
    projectId: allocation.projectId,
    ownerId: allocation.ownerId,
    microsPerHour: allocation.microsPerHour,
    currency: allocation.currency,
    requestedAt: allocation.requestedAt,
    activeAt: allocation.activeAt,
    releaseAcceptedAt: allocation.releaseAcceptedAt,
    endedAt: allocation.endedAt,
    use: sample
      ? {
          at: sample.at,
          cpuPercent: sample.cpuPercent,
          gpuUtilPercent: sample.gpuUtilPercent,
          memoryBytes: sample.memoryBytes,
        }
      : null,
  };
}

/** One sentence on what a state means for the person, with the next step. */
export function sentenceOf(allocation: Pick<Allocation, 'state' | 'reasonText'>): string {
  const reason = allocation.reasonText ?? '';
  switch (allocation.state) {
    case 'requested':
      return 'Your request is recorded, its money is set aside and its slots are taken. It starts in a moment.';
    case 'provisioning':
      return 'The machine is making your workspace ready. Nothing is billed yet.';
    case 'active':
      return 'The workspace runs and is billed by the second. Releasing it ends the cost.';
    case 'releasing':
      return `The workspace is being ended and nothing is billed any more. ${reason}`.trim();
    case 'released':
      return `This workspace has ended. ${reason}`.trim();
    case 'failed':
      return reason;
    case 'release_failed':
      return `${reason} Nothing is billed. Release it again, or wait for an operator.`;
  }
}
