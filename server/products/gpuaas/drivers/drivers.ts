import { onceInProcess } from '@/server/shared/state/process-state';
import { gpuaasErrors } from '../gpuaas.errors';
import type { CapacityDriver } from './capacity-driver';

const registered = () => onceInProcess('gpuaas-drivers', () => new Map<string, CapacityDriver>());

/** Makes an engine reachable under its name. Registering again replaces. */
export function registerDriver(driver: CapacityDriver): void {
  registered().set(driver.name, driver);
}

/** The engine of a node; throws `gpuaas.driver_unknown` where this process has none of that name. */
export function driverOf(name: string): CapacityDriver {
  const driver = registered().get(name);
  if (!driver) throw gpuaasErrors.driver_unknown({ attrs: { driver: name } });
  return driver;
}

/** Every engine that this process can reach. */
export function allDrivers(): CapacityDriver[] {
  return [...registered().values()];
}
