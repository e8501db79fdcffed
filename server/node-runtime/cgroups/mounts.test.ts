import { expect, it } from 'vitest';

import { parseCgroupMounts } from './mounts';

it('finds hybrid cgroups: v1 controllers at their own paths, v2 beside them without any', () => {
  const mountInfo = [
    '30 24 0:26 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755',
    '31 30 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
    '33 30 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct',
    '34 30 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
    '35 30 0:31 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids',
  ].join('\n');
  const selfCgroup = '9:pids:/\n4:memory:/service/one\n2:cpu,cpuacct:/user.slice\n0::/';
  expect(parseCgroupMounts(mountInfo, selfCgroup)).toEqual({
    folders: {
      memory: '/sys/fs/cgroup/memory/service/one',
      cpu: '/sys/fs/cgroup/cpu,cpuacct/user.slice',
      cpuacct: '/sys/fs/cgroup/cpu,cpuacct/user.slice',
      pids: '/sys/fs/cgroup/pids',
    },
    unified: { mountPoint: '/sys/fs/cgroup/unified', folder: '/sys/fs/cgroup/unified' },
  });
});

it('finds cgroup v2 alone, as most machines have it', () => {
  const mountInfo = '29 23 0:25 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate';
  expect(parseCgroupMounts(mountInfo, '0::/system.slice/gpuaas.service')).toEqual({
    folders: {},
    unified: { mountPoint: '/sys/fs/cgroup', folder: '/sys/fs/cgroup/system.slice/gpuaas.service' },
  });
});

it('stays inside what a container shows of the hierarchy', () => {
  const mountInfo = '900 880 0:30 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory';
  expect(parseCgroupMounts(mountInfo, '4:memory:/docker/abc/inner').folders).toEqual({
    memory: '/sys/fs/cgroup/memory/inner',
  });
  expect(parseCgroupMounts(mountInfo, '4:memory:/docker/abc').folders).toEqual({ memory: '/sys/fs/cgroup/memory' });
});
