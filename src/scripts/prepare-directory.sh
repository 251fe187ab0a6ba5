#!/bin/sh
# Gives a directory of the node, which the kubelet made as root, to the user of
# an agent. Arguments:
#
#   DIRECTORY  the directory, as the container sees it
#   USER       id of its owner from now on
#   GROUP      id of its group
#
# Runs as root, with the capability CHOWN alone. What belongs to the user already
# is left as it is. A directory with files of somebody else is left too, and the
# run fails: they may be data. It can be killed at any point and run again.
# Needs stat -c, chmod and chown: GNU coreutils, or busybox.
set -eu

fail() {
  printf 'prepare-directory: %s\n' "$*" >&2
  exit 1
}

[ $# -eq 3 ] || fail "got $# arguments, needs 3: DIRECTORY USER GROUP."
directory=$1
wanted=$2:$3
[ -d "$directory" ] || fail "$directory is no directory."
owner=$(stat -c %u:%g "$directory") || fail "cannot see who $directory belongs to."
if [ "$owner" = "$wanted" ]; then exit 0; fi

for entry in "$directory"/* "$directory"/.[!.]* "$directory"/..?*; do
  if [ -e "$entry" ] || [ -L "$entry" ]; then
    fail "$directory belongs to $owner, and has files already. Nothing was changed. If they are the agent's, run on the node: chown -R $wanted THE_DIRECTORY; else give another path."
  fi
done
case $owner in
0:*)
  # Once it is the agent's, root may change its mode no more.
  chmod 0750 "$directory"
  ;;
esac
chown "$wanted" "$directory"
printf 'prepare-directory: %s belongs to %s now.\n' "$directory" "$wanted"
