/** The workspace's own `/etc`: names, a resolver that knows only itself, and a pleasant shell. `userId` is the id inside. */
export function describeSystemFiles(name: string, userId: number): Record<string, string> {
  return {
    passwd: `root:x:0:0:root:/nonexistent:/usr/sbin/nologin\nuser:x:${userId}:${userId}:user:/home/user:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n`,
    group: `root:x:0:\nuser:x:${userId}:\nnogroup:x:65534:\n`,
    hosts: `127.0.0.1 localhost ${name}\n::1 localhost ${name}\n`,
    hostname: `${name}\n`,
    'resolv.conf': '# Workspaces have only the loopback network for now.\n',
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n',
    profile: '[ -n "$BASH_VERSION" ] && [ -f /etc/bash.bashrc ] && . /etc/bash.bashrc\n',
    'bash.bashrc': shellSettings,
  };
}

const shellSettings = String.raw`# Read by every interactive shell of the workspace; ~/.bashrc comes after it.
case $- in *i*) ;; *) return ;; esac
PS1='\[\e[1;32m\]\u@\h\[\e[0m\]:\[\e[1;34m\]\w\[\e[0m\]\$ '
PS1='\[\e]0;\u@\h: \w\a\]'"$PS1"
HISTCONTROL=ignoredups
HISTSIZE=10000
shopt -s checkwinsize histappend
alias ls='ls --color=auto'
alias ll='ls -l'
alias grep='grep --color=auto'
[ -n "$BASH_SOURCE" ] && shopt -q login_shell && [ -f ~/.bashrc ] && . ~/.bashrc
true
`;

/** Parts of the host's `/etc` that programs need and that tell nothing about the host. Bound read-only where they exist. */
export const sharedSystemPaths = [
  '/etc/alternatives',
  '/etc/ssl/certs',
  '/etc/ca-certificates',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/localtime',
  '/etc/terminfo',
  '/etc/inputrc',
  '/etc/vim',
  '/etc/mime.types',
  '/etc/protocols',
  '/etc/services',
  '/etc/python3',
  '/etc/python3.11',
  '/etc/OpenCL',
] as const;
