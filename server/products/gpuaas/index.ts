import './gpuaas.product';
import { registerLocalDriver } from './drivers/local/local.setup';
import { defineGpuaasLoops } from './gpuaas.loops';

registerLocalDriver();
defineGpuaasLoops();

export { gpuaasRouter } from './gpuaas.router';
export { gpuaasProduct } from './gpuaas.product';
export { launch, type LaunchInput } from './allocations/launch.service';
export { release } from './allocations/release.service';
export type { AllocationDetailView, AllocationView, CostView } from './allocations/allocation.view';
export type { AllocationState, Step } from './allocations/allocation.types';
export type { CatalogView, OfferView } from './catalog/catalog.service';
export type { MetricSeries } from './metrics/metrics.service';
export type { Sample } from './metrics/metrics.types';
export type { NodeView, SlotView } from './fleet/fleet.view';
