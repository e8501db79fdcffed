/**
 * Run by `sh` for every workspace, with values as arguments only. It joins the cgroups first, so that nothing of the workspace ever runs
 * unlimited; then, as root, it mounts the home in a mount namespace of the workspace's own, which ends with it, and drops to the
 * workspace's host user. Binding our own files there spares that user the way to them: a clone may lie under a closed folder.
 *
 * Arguments: cgroup files …, `--`, host user, home (image or folder), stage folder, `setpriv` or `none`, (name file)…, `--`, command …
 */
export const launchScript = `set -eu
umask 022
while [ "$1" != -- ]; do echo 0 >"$1"; shift; done
shift
user=$1 image=$2 stage=$3 drop=$4
shift 4
if [ "$stage" != none ]; then
  mount -t tmpfs -o mode=0755,size=256k,nosuid,nodev gpuaas "$stage"
  mkdir "$stage/home" "$stage/tools"
  if [ -d "$image" ]; then mount --bind "$image" "$stage/home"; else mount -o loop,nosuid,nodev,noatime "$image" "$stage/home"; fi
  if [ -d "$stage/home/lost+found" ]; then rmdir "$stage/home/lost+found"; fi
  chown "$user:$user" "$stage/home"
  chmod 0700 "$stage/home"
  while [ "$1" != -- ]; do : >"$stage/tools/$1"; mount --bind "$2" "$stage/tools/$1"; shift 2; done
else
  while [ "$1" != -- ]; do shift; done
fi
shift
if [ "$drop" = setpriv ]; then
  exec setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs -- "$@"
fi
exec "$@"
`;
