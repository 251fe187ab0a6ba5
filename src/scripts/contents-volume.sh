#!/bin/sh
# Prints what a volume holds at its root, nothing if it is empty, and first brings it
# back to what it was before a restore that was killed.
#
# Environment:
#
#   TARGET_DIR  absolute path of the volume
#
# What belongs to the file system (lost+found) or to restores counts as nothing.
#
# A restore works in TARGET_DIR/.restore-volume, and its directories say how far it is:
#
#   part  the files of the backup, not all of them yet
#   new   all of them; what was there goes to old, or is on its way back from there
#   in    all that was there is in old; the new files go to their places
#   old   what was there, which goes for good when new and in are gone
#
# and beside them modes and new-modes, those of directories that were closed to their owner
# and are not while they are moved.
set -eu
export LC_ALL=C

me=restore-volume
# include say-aside
# include fail
# include exists
# include volume-root
# include remove
# include closed-directories

case ${TARGET_DIR:-} in
  /*) ;;
  *) fail 1 "TARGET_DIR is '${TARGET_DIR:-}', not an absolute path." ;;
esac
cd "$TARGET_DIR" 2>/dev/null || fail 1 "cannot enter $TARGET_DIR. Is the volume mounted there, and may this user write to it?"

print() { printf '%s\n' "${1#./}"; }
put_back() { mv -T "$1" "./${1##*/}"; }

if [ -d "$own" ]; then
  if command -v flock >/dev/null; then
    exec 9>>"$own/lock"
    if ! said=$(flock -n 9 2>&1); then
      [ -n "$said" ] || fail 1 'another restore of this volume is under way.'
      say "cannot lock the volume ($said): going on, as one Job runs at a time."
    fi
  fi
  if exists "$own/in"; then
    say 'an earlier restore was killed while it brought the new files to their places: undoing it.'
    each remove .
    mv -T "$own/in" "$own/new"
  fi
  if exists "$own/new" && exists "$own/old"; then
    each put_back "$own/old"
    close_noted "$own/modes"
  fi
  # Not those of what was there: without new they have come to nothing, and nobody may take them for others.
  for rest in modes new-modes lists part new old; do remove "$own/$rest"; done
fi

each print .
