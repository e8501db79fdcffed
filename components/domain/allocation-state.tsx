import { Status, type StatusProps } from '@/components/ui/status';

/** The states of an allocation, and of a group of them (`degraded`). */
export type AllocationStateName =
  'requested' | 'provisioning' | 'active' | 'degraded' | 'releasing' | 'released' | 'failed' | 'release_failed';

const looks: Record<AllocationStateName, Pick<StatusProps, 'label' | 'tone' | 'shape' | 'live'>> = {
  requested: { label: 'Requested', tone: 'info', shape: 'hollow' },
  provisioning: { label: 'Starting', tone: 'info', shape: 'half', live: true },
  active: { label: 'Active', tone: 'ok', shape: 'full' },
  degraded: { label: 'Degraded', tone: 'warn', shape: 'half' },
  releasing: { label: 'Releasing', tone: 'warn', shape: 'half', live: true },
  released: { label: 'Released', tone: 'neutral', shape: 'faded' },
  failed: { label: 'Failed', tone: 'danger', shape: 'cross' },
  release_failed: { label: 'Release failed', tone: 'danger', shape: 'cross' },
};

/** Where an allocation stands, in one word and one tile. */
export function AllocationState({ state, className }: { state: AllocationStateName; className?: string }) {
  return <Status {...looks[state]} className={className} />;
}
