/** The controllers that limit or count a workspace. */
export const wantedControllers = ['memory', 'cpu', 'cpuacct', 'pids'] as const;
type Controller = (typeof wantedControllers)[number];

/** Where cgroups of this process lie. `unified` is set on cgroup v2 with controllers of its own; `folders` on v1, also in hybrid mode. */
export interface CgroupMounts {
  readonly folders: Partial<Record<Controller, string>>;
  readonly unified: { mountPoint: string; folder: string } | undefined;
}

/**
 * Finds this process' cgroup folders from `/proc/self/mountinfo` and `/proc/self/cgroup` (formats: proc(5), cgroups(7)). A v1 controller
 * wins over v2: in hybrid mode v2 is there too, without controllers.
 */
export function parseCgroupMounts(mountInfo: string, selfCgroup: string): CgroupMounts {
  const paths = new Map<string, string>();
  for (const line of selfCgroup.split('\n')) {
    const [, controllers, ...rest] = line.split(':');
    if (controllers === undefined) continue;
    for (const controller of controllers.split(',')) paths.set(controller, rest.join(':'));
  }
  const folders: Partial<Record<Controller, string>> = {};
  let unified: CgroupMounts['unified'];
  for (const line of mountInfo.split('\n')) {
    const [mount, filesystem] = line.split(' - ');
    const [, , , root, mountPoint] = (mount ?? '').split(' ');
    const [type, , options] = (filesystem ?? '').split(' ');
    if (root === undefined || mountPoint === undefined) continue;
    if (type === 'cgroup2') unified = { mountPoint, folder: joinBelow(mountPoint, root, paths.get('') ?? '/') };
    if (type !== 'cgroup') continue;
    for (const controller of wantedControllers) {
      if (!(options ?? '').split(',').includes(controller)) continue;
      folders[controller] ??= joinBelow(mountPoint, root, paths.get(controller) ?? '/');
    }
  }
  return { folders, unified };
}

/** In a container the mount shows only a part of the hierarchy (`root`), while the path counts from its top. */
function joinBelow(mountPoint: string, root: string, cgroupPath: string): string {
  const inside = root !== '/' && cgroupPath.startsWith(root) ? cgroupPath.slice(root.length) : cgroupPath;
  const relative = inside.replace(/^\/+|\/+$/g, '');
  return relative === '' || relative.startsWith('..') ? mountPoint : `${mountPoint}/${relative}`;
}
