import './gpuaas.registration';
import { registerLocalDriver } from './drivers/local/local.setup';
import { defineGpuaasLoops } from './gpuaas.loops';

registerLocalDriver();
defineGpuaasLoops();

export { gpuaasRouter } from './gpuaas.router';
export { gpuaasProduct } from './gpuaas.registration';
export type { LaunchPreview } from './allocations/allocation.read';
export { launch, type LaunchInput } from './allocations/launch.service';
export { release } from './allocations/release.service';
export type { AllocationDetailView, AllocationView, CostView } from './allocations/allocation.view';
export type { AllocationState, Step } from './allocations/allocation.types';
export type { CatalogView, OfferView } from './catalog/catalog.service';
export type { MetricSeries } from './metrics/metrics.service';
export type { Sample } from './metrics/metrics.types';
export type { NodeView, SlotView } from './fleet/fleet.view';
export { driveProvision } from './allocations/provision.service';
export { moveUnfinished } from './allocations/allocation.repository';
export { driveRelease } from './allocations/release-drive.service';
export {
  DriverError,
  type CapacityDriver,
  type DriverEvent,
  type NodeFacts,
  type WorkspaceFacts,
} from './drivers/capacity-driver';
export { allDrivers, registerDriver } from './drivers/drivers';
export { enrol } from './fleet/enrol.service';
export { retireNode } from './fleet/node.repository';
export { reconcileDriver } from './fleet/reconcile.service';
