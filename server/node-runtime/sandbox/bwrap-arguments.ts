import { sharedSystemPaths } from './system-files';

/**
 * How a workspace's user comes about. `mapped`: a user namespace; the host user is a number of the workspace's own when the runtime is root, else the
 * runtime's own. `switched`: where user namespaces are restricted, root drops to the host user inside the sandbox instead.
 */
export type UserMode = 'mapped' | 'switched';

/** The id of the person's user inside a mapped workspace. */
export const mappedUserId = 1000;
/** Where our own files appear inside. */
const toolsFolder = '/opt/gpuaas';
const runBytes = 16 * 1_048_576;

export interface SandboxPlan {
  readonly userMode: UserMode;
  /** The id inside: {@link mappedUserId}, or the host user when switched. */
  readonly userId: number;
  readonly name: string;
  readonly homeFolder: string;
  readonly systemFolder: string;
  readonly systemFiles: readonly string[];
  readonly commandFolder: string;
  readonly nodeFile: string;
  readonly agentFile: string;
  readonly ptyModuleFile: string;
  readonly deviceNodes: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly temporaryBytes: number;
  /** Descriptor on which bwrap reports the pid inside and the exit code. */
  readonly statusDescriptor: number;
  /** Descriptor of the system call filter; undefined where there is none for this architecture. */
  readonly filterDescriptor: number | undefined;
}

/** Settings that keep the agent small: it moves bytes and holds rings, which live outside the JavaScript heap. */
const nodeOptions = [
  '--max-old-space-size=64',
  '--max-semi-space-size=2',
  '--v8-pool-size=1',
  '--disable-warning=ExperimentalWarning',
];

export interface BwrapCall {
  /** Handed over by descriptor: they hold the person's environment, which no process list should show. */
  readonly options: readonly string[];
  readonly command: readonly string[];
}

/** How bwrap is called, down to the agent. Pure: what a workspace can see is decided here and nowhere else. */
export function planBwrapCall(plan: SandboxPlan): BwrapCall {
  const options = [
    ...namespaces(plan),
    ...system(plan),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...plan.deviceNodes.flatMap((node) => ['--dev-bind', node, node]),
    ...['--perms', '1777', '--size', String(plan.temporaryBytes), '--tmpfs', '/tmp'],
    ...['--perms', '0755', '--size', String(runBytes), '--tmpfs', '/run'],
    ...['--perms', '0755', '--dir', '/var', '--symlink', '../tmp', '/var/tmp'],
    ...['--perms', '0755', '--dir', '/home', '--bind', plan.homeFolder, '/home/user'],
    ...['--perms', '0755', '--dir', '/opt', '--perms', '0755', '--dir', toolsFolder],
    ...['--ro-bind', plan.nodeFile, `${toolsFolder}/node`],
    ...['--ro-bind', plan.agentFile, `${toolsFolder}/agent.cjs`],
    ...['--ro-bind', plan.ptyModuleFile, `${toolsFolder}/pty.node`],
    ...['--ro-bind', plan.commandFolder, `${toolsFolder}/bin`],
    // Without a user namespace bwrap has no right to enter the home; the agent's terminals do so as its owner.
    ...['--remount-ro', '/', '--chdir', plan.userMode === 'mapped' ? '/home/user' : '/', '--clearenv'],
    ...Object.entries(environment(plan.env)).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--json-status-fd', String(plan.statusDescriptor)],
    ...(plan.filterDescriptor === undefined ? [] : ['--seccomp', String(plan.filterDescriptor)]),
  ];
  const agent = [`${toolsFolder}/node`, ...nodeOptions, `${toolsFolder}/agent.cjs`, `${toolsFolder}/pty.node`];
  return { options, command: [...switchUser(plan), ...agent] };
}

function namespaces({ userMode, name }: SandboxPlan): string[] {
  const others = ['pid', 'ipc', 'uts', 'net'].map((namespace) => `--unshare-${namespace}`);
  const common = ['--new-session', ...others, '--unshare-cgroup-try', '--hostname', name, '--cap-drop', 'ALL'];
  if (userMode === 'mapped') {
    return [
      ...common,
      '--unshare-user',
      '--disable-userns',
      '--uid',
      String(mappedUserId),
      '--gid',
      String(mappedUserId),
    ];
  }
  // What is kept is needed to become the workspace's user, and is dropped with it.
  return [...common, ...['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'].flatMap((capability) => ['--cap-add', capability])];
}

function switchUser({ userMode, userId }: SandboxPlan): string[] {
  if (userMode === 'mapped') return [];
  const identity = ['--reuid', String(userId), '--regid', String(userId), '--clear-groups', '--no-new-privs'];
  return ['setpriv', ...identity, '--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all', '--'];
}

function system({ systemFolder, systemFiles }: SandboxPlan): string[] {
  return [
    ...['--ro-bind', '/usr', '/usr'],
    ...['bin', 'sbin', 'lib', 'lib32', 'lib64'].flatMap((folder) => ['--symlink', `usr/${folder}`, `/${folder}`]),
    // Parents that bwrap makes by itself are closed to everyone but their owner.
    ...['/etc', '/etc/ssl'].flatMap((folder) => ['--perms', '0755', '--dir', folder]),
    ...sharedSystemPaths.flatMap((file) => ['--ro-bind-try', file, file]),
    ...systemFiles.flatMap((name) => ['--ro-bind', `${systemFolder}/${name}`, `/etc/${name}`]),
  ];
}

function environment(own: Readonly<Record<string, string>>): Record<string, string> {
  return {
    PATH: '/home/user/.local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/gpuaas/bin',
    HOME: '/home/user',
    USER: 'user',
    LOGNAME: 'user',
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    ...own,
  };
}
