import { onceInProcess } from '@/server/shared/state/process-state';
import type { CapacityDriver } from './capacity-driver';

const registered = () => onceInProcess('gpuaas-drivers', () => new Map<string, CapacityDriver>());

/** Makes an engine reachable under its name. Registering again replaces. */
export function registerDriver(driver: CapacityDriver): void {
  registered().set(driver.name, driver);
}

/** The engine of this name, where this process has one. */
export function findDriver(name: string): CapacityDriver | undefined {
  return registered().get(name);
}

/** Every engine that this process can reach. */
export function allDrivers(): CapacityDriver[] {
  return [...registered().values()];
}
