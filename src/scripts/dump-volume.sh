#!/bin/sh
# Writes the files of a volume to a new file, as a compressed tar archive. Argument:
# FILE; what stands beside it as FILE.* may go when this has ended.
#
# Environment:
#
#   SOURCE_DIR      absolute path of the volume, which is only read
#   SOURCE_EXCLUDE  optional: paths below it that are left out, one in each line
#   SOURCE_CHANGES  what comes of files that change while they are read: fail, or
#                   accept, where the archive may be of several moments
#
# lost+found at the root is left out: it belongs to the file system. Sockets are no
# files, and tar leaves them out. An empty volume is none: it is not mounted, most
# likely, and backups of nothing would take the place of good ones.
set -eu
export LC_ALL=C

me=dump-volume
# include say-aside
# include fail

file=$1
case ${SOURCE_DIR:-} in
  /*) ;;
  *) fail 1 "SOURCE_DIR is '${SOURCE_DIR:-}', not an absolute path." ;;
esac
case ${SOURCE_CHANGES:-} in
  fail | accept) ;;
  *) fail 1 "SOURCE_CHANGES is '${SOURCE_CHANGES:-}', must be fail or accept." ;;
esac
cd "$SOURCE_DIR" 2>/dev/null || fail 1 "cannot enter $SOURCE_DIR. Is the volume mounted there, and may this user read it?"

# What is left out, for tar and for find.
: >"$file.exclude"
if [ -n "${SOURCE_EXCLUDE:-}" ]; then
  tar -c -f /dev/null -X "$file.exclude" -C / dev/null 2>/dev/null ||
    fail 1 'this tar cannot leave anything out (-X). Use GNU tar, or the busybox of its own images.'
  printf '%s\n' "$SOURCE_EXCLUDE" | sed '/^$/d; s,^,./,' >"$file.exclude"
fi

# A line for each file: what changes content, owner or mode changes the time, too.
state() {
  moment=$1
  set --
  while read -r path; do set -- "$@" -path "$path" -prune -o; done <"$file.exclude"
  find . -path ./lost+found -prune -o "$@" -exec stat -c '%n %F %s %z %i' {} + >"$file.$moment" 2>"$file.errors"
}

set --
for entry in ./* ./.[!.]* ./..?*; do
  if [ "$entry" = ./lost+found ]; then continue; fi
  if [ -e "$entry" ] || [ -L "$entry" ]; then set -- "$@" "$entry"; fi
done
[ $# -gt 0 ] || fail 1 "$SOURCE_DIR holds nothing. Is the volume mounted there?"

if [ "$SOURCE_CHANGES" = fail ]; then
  state before || fail 1 "cannot list all files: $(head -n 3 "$file.errors")"
fi
if [ -s "$file.exclude" ]; then set -- -X "$file.exclude" "$@"; fi
status=0
tar -c -v -z --numeric-owner -f "$file" "$@" >"$file.made" 2>"$file.errors" || status=$?
remedy='Stop the program that writes, back up a claim that begins with a snapshot of this one, or accept it.'
case $status in
  0) ;;
  1)
    # Of GNU tar it means that files differ from what they were; of others, that it failed.
    case $(tar --version 2>/dev/null) in
      *'GNU tar'*) ;;
      *) fail 1 "tar failed: $(tail -n 3 "$file.errors")" ;;
    esac
    if [ "$SOURCE_CHANGES" = fail ]; then fail 1 "files changed while they were read: $(head -n 3 "$file.errors") $remedy"; fi
    say "files changed while they were read: $(head -n 3 "$file.errors")"
    ;;
  *) fail 1 "tar failed: $(tail -n 3 "$file.errors")" ;;
esac

# A tar that was cut between two files reads clean: what was written is what is read.
tar -t -z -f "$file" >"$file.read" 2>"$file.errors" || fail 1 "the archive cannot be read: $(tail -n 3 "$file.errors")"
[ "$(sha256sum <"$file.made")" = "$(sha256sum <"$file.read")" ] || fail 1 'the archive has not all files that tar says it has written.'

if [ "$SOURCE_CHANGES" = fail ]; then
  state after || fail 1 "files went away while they were read: $(head -n 3 "$file.errors") $remedy"
  if [ "$(sha256sum <"$file.before")" != "$(sha256sum <"$file.after")" ]; then
    fail 1 "files changed while they were read: $(grep -v -x -F -f "$file.before" "$file.after" | head -n 3) $remedy"
  fi
fi
