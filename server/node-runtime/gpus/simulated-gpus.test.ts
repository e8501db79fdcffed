import fc from 'fast-check';
import { expect, it } from 'vitest';

import { declareGpus, simulateSample } from './simulated-gpus';

const declared = [
  { model: 'NVIDIA A100 80GB', memoryMib: 81_920, count: 2 },
  { model: 'NVIDIA L40S', memoryMib: 46_068, count: 1 },
];

it('declares the same labelled GPUs after every start, other ones on another node', () => {
  const gpus = declareGpus(declared, 'node-1');
  expect(gpus).toEqual(declareGpus(declared, 'node-1'));
  expect(gpus.map(({ model, simulated, devicePath }) => [model, simulated, devicePath])).toEqual([
    ['NVIDIA A100 80GB', true, null],
    ['NVIDIA A100 80GB', true, null],
    ['NVIDIA L40S', true, null],
  ]);
  const ids = [...gpus, ...declareGpus(declared, 'node-2')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(6);
});

it('shows labelled figures inside their bounds that follow the load and are the same for the same moment', () => {
  const [gpu] = declareGpus(declared, 'node-1');
  if (gpu === undefined) throw new Error('a GPU was declared');
  fc.assert(
    fc.property(fc.double({ min: 0, max: 100, noNaN: true }), fc.integer({ min: 0, max: 4e12 }), (load, atMs) => {
      const sample = simulateSample(gpu, load, atMs);
      expect(sample).toEqual(simulateSample(gpu, load, atMs));
      expect(sample.simulated).toBe(true);
      expect(sample.utilizationPercent).toBeGreaterThanOrEqual(0);
      expect(sample.utilizationPercent).toBeLessThanOrEqual(100);
      expect(sample.memoryUsedMib).toBeLessThanOrEqual(gpu.memoryMib);
      expect(simulateSample(gpu, 100, atMs).utilizationPercent).toBeGreaterThanOrEqual(sample.utilizationPercent ?? 0);
    }),
  );
  expect(simulateSample(gpu, 0, 0).utilizationPercent).toBe(0);
});
