#!/bin/sh
# Copies the files of one volume to another, empty one, and compares both. Whoever runs
# it sees to it that nobody writes to either meanwhile.
#
# Environment:
#
#   FROM_DIR  absolute path of the volume that is read
#   TO_DIR    absolute path of the volume that is written
#
# lost+found at the root belongs to the file system, and is left out. Sockets are no
# files. A run that was killed has left its mark in TO_DIR: the next one clears what is
# there and begins anew. Without that mark, what is there belongs to somebody, unless it
# is the same as what would be copied.
set -eu
export LC_ALL=C

me=copy-volume
# include say-aside
# include fail
# include flush

# checked NAME VALUE
checked() {
  case $2 in
    /*) ;;
    *) fail 1 "$1 is '$2', not an absolute path." ;;
  esac
  [ -d "$2" ] || fail 1 "there is no directory $2. Is the volume mounted there?"
}
checked FROM_DIR "${FROM_DIR:-}"
checked TO_DIR "${TO_DIR:-}"
mark=$TO_DIR/.copy-of-volume
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# entries COMMAND...: with what is at the root of the present directory, each for itself.
entries() {
  for entry in ./* ./.[!.]* ./..?*; do
    case $entry in
      ./lost+found | ./.copy-of-volume) continue ;;
    esac
    if [ -e "$entry" ] || [ -L "$entry" ]; then "$@" "$entry" || return 1; fi
  done
}
note() { foreign=${foreign:-$1}; }
# Directories that nobody may write to are emptied all the same.
clear() {
  if [ -d "$1" ] && [ ! -L "$1" ]; then chmod -R u+rwX "$1" || return 1; fi
  rm -rf -- "$1"
}

# state: a line for each file, directory and link: its type, mode, owner and content. Only
# root can give files away, so that others get what they copy for their own.
state() {
  format='%n %F %a %u %g'
  if [ "$(id -u)" -ne 0 ]; then format='%n %F %a'; fi
  find . -path ./lost+found -prune -o -path ./.copy-of-volume -prune -o -type s -prune -o \
    ! -path . -exec stat -c "$format" {} + | sort
  find . -path ./lost+found -prune -o -path ./.copy-of-volume -prune -o -type f -exec sha256sum {} + | sort
  find . -path ./lost+found -prune -o -type l -exec readlink {} \;
}

cd "$TO_DIR"
if [ ! -e "$mark" ]; then
  foreign=
  entries note
  if [ -n "$foreign" ]; then
    # Who was killed at the very end has left a copy, and no mark any more.
    if state >"$work/to" && (cd "$FROM_DIR" && state >"$work/from") && cmp -s "$work/from" "$work/to"; then
      say "was copied before, and compared again: $(grep -c '' "$work/from") lines."
      exit 0
    fi
    fail 1 "$TO_DIR is not empty: there is $foreign. It belongs to somebody."
  fi
  : >"$mark" || fail 1 "$TO_DIR cannot be written. Who owns it, and who runs this?"
  flush "$TO_DIR"
fi
entries clear || fail 1 "what an earlier run has left in $TO_DIR cannot be deleted."

cd "$FROM_DIR"
state >"$work/from" || fail 1 "not all files of $FROM_DIR can be read. Who owns them, and who runs this?"
set --
for entry in ./* ./.[!.]* ./..?*; do
  case $entry in
    ./lost+found | ./.copy-of-volume) continue ;;
  esac
  if [ -e "$entry" ] || [ -L "$entry" ]; then set -- "$@" "$entry"; fi
done
[ $# -gt 0 ] || fail 1 "$FROM_DIR holds nothing. Is the volume mounted there?"

# tar keeps files with several names one, and some close a directory before they fill it,
# which stops all but root; cp closes it afterwards.
closed=
if [ "$(id -u)" -ne 0 ]; then closed=$(find . -path ./lost+found -prune -o -type d ! -perm -u=w -print | head -n 1); fi
if [ -n "$closed" ]; then
  cp -a "$@" "$TO_DIR" || fail 1 'not all can be copied, see above. Is there room?'
else
  { tar -c --numeric-owner -f - "$@" || : >"$work/unread"; } | tar -x -p -f - -C "$TO_DIR" ||
    fail 1 'the copy cannot be written, see above. Is there room?'
  [ ! -e "$work/unread" ] || fail 1 'not all can be read, see above.'
fi

cd "$TO_DIR"
state >"$work/to" || fail 1 "not all of the copy can be read."
if ! cmp -s "$work/from" "$work/to"; then
  diff "$work/from" "$work/to" | head -n 10 >&2 || :
  fail 1 'the copy is not as the volume, see above. Does somebody write to it?'
fi
rm -f "$mark"
flush "$TO_DIR"
say "copied and compared: $(grep -c '' "$work/from") lines."
