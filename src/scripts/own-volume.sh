#!/bin/sh
# Gives a directory and all that is in it to a user and a group, once: own-volume DIRECTORY USER GROUP
#
# The directory itself comes last, so that it says when all else is done. Killed half-way, the next run goes on; once it is done, a start
# looks at one directory and walks nothing. Two that run at once do the same.
set -eu
directory=$1
user=$2
group=$3
if [ "$(stat -c '%u:%g' "$directory")" = "$user:$group" ]; then
  echo "own-volume: $directory belongs to $user:$group"
  exit 0
fi
echo "own-volume: giving $directory to $user:$group, which is done once"
# Links are given themselves, not what they lead to. The directory is reached by ., so that no name in it is taken for an option.
cd "$directory"
find . ! -path . -exec chown -h "$user:$group" {} +
# What is made in it belongs to the group.
chmod u+rwx,g+rwxs .
chown "$user:$group" .
