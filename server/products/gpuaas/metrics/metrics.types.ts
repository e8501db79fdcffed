/** Use of an allocation at a moment. Null: cannot be measured on its node. */
export interface Sample {
  at: Date;
  /** Of its own limit. */
  cpuPercent: number | null;
  memoryBytes: number | null;
  diskBytes: number | null;
  processCount: number | null;
  /** Mean over its GPUs; memory and power are sums, the temperature is the hottest one's. */
  gpuUtilPercent: number | null;
  gpuMemoryBytes: number | null;
  gpuPowerWatts: number | null;
  gpuTemperatureC: number | null;
  /** The GPU figures are made up. */
  isSimulated: boolean;
}
