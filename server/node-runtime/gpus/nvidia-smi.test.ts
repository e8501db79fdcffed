import { describe, expect, it } from 'vitest';

import { parseDevices, parseProcesses, parseSamples } from './nvidia-smi';

/** As drivers of the 470 to 550 series print with `--format=csv,noheader,nounits`: data centre, workstation and MIG cards. */
const devices = `0, GPU-6b5c4e1a-0d0e-4c3c-9a11-000000000001, NVIDIA A100-SXM4-80GB, 81920, 00000000:07:00.0, Disabled, 0, No
1, GPU-6b5c4e1a-0d0e-4c3c-9a11-000000000002, NVIDIA A100-SXM4-80GB, 81920, 00000000:0F:00.0, Enabled, 3, No
2, GPU-6b5c4e1a-0d0e-4c3c-9a11-000000000003, NVIDIA GeForce RTX 3090, 24576, 00000000:41:00.0, [N/A], [N/A], [N/A]
3, GPU-6b5c4e1a-0d0e-4c3c-9a11-000000000004, Tesla V100-PCIE-16GB, 16160, 00000000:81:00.0, [Not Supported], 0, Yes
4, [Unknown Error], [Unknown Error], [Unknown Error], 00000000:C1:00.0, [N/A], [N/A], [N/A]
`;

describe('what nvidia-smi prints', () => {
  it('becomes devices with memory, node, health and MIG mode, whatever cells are missing', () => {
    const found = parseDevices(devices, (pciBusId) => (pciBusId.startsWith('00000000:0') ? 0 : 1));
    expect(
      found.map(({ index, memoryMib, devicePath, numaNode, migMode, health }) => [
        index,
        memoryMib,
        devicePath,
        numaNode,
        migMode,
        health,
      ]),
    ).toEqual([
      [0, 81_920, '/dev/nvidia0', 0, 'disabled', 'ok'],
      [1, 81_920, '/dev/nvidia1', 0, 'enabled', 'degraded'],
      [2, 24_576, '/dev/nvidia2', 1, null, 'ok'],
      [3, 16_160, '/dev/nvidia3', 1, null, 'degraded'],
    ]);
    expect(found.every(({ simulated }) => !simulated)).toBe(true);
    expect(found[1]?.healthReason).toContain('3 uncorrected');
    expect(found[3]?.healthReason).toContain('retired');
  });

  it('becomes samples in which a figure the card does not report is null, not zero', () => {
    const text = 'GPU-1, 97, 40536, 81920, 312.45, 61\nGPU-2, [N/A], [N/A], [N/A], [Not Supported], 45\n';
    expect(parseSamples(text)).toEqual([
      {
        gpuId: 'GPU-1',
        simulated: false,
        utilizationPercent: 97,
        memoryUsedMib: 40_536,
        memoryTotalMib: 81_920,
        powerWatts: 312.45,
        temperatureCelsius: 61,
      },
      {
        gpuId: 'GPU-2',
        simulated: false,
        utilizationPercent: null,
        memoryUsedMib: null,
        memoryTotalMib: null,
        powerWatts: null,
        temperatureCelsius: 45,
      },
    ]);
  });

  it('becomes processes, none when it says so in words', () => {
    expect(parseProcesses('GPU-1, 4711\nGPU-1, 4712\n')).toEqual([
      { gpuId: 'GPU-1', pid: 4_711 },
      { gpuId: 'GPU-1', pid: 4_712 },
    ]);
    expect(parseProcesses('No running processes found\n')).toEqual([]);
    expect(parseDevices('No devices were found\n', () => null)).toEqual([]);
  });
});
