#!/bin/sh
# Restores a backup that backup-database made. Arguments, each text of a shell script:
#
#   READY     succeeds when the server takes connections; '' does not wait
#   CONTENTS  prints what the database holds, nothing if it is empty; '' if nobody
#             can tell, then it counts as holding something
#   VERIFY    reads all of the file $1 and fails if it is not a whole backup
#   RESTORE   restores the file $1; $2 is empty, or replace to drop what is there;
#             status 3 means that it refused, and changed nothing
#
# Environment, besides what these need:
#
#   BACKUP_DIR         absolute path of the directory of backups
#   BACKUP_NAME        first part of the files' names
#   BACKUP_SUFFIX      last part of them
#   RESTORE_FILE       name of the file to restore; without it the latest good one
#   RESTORE_OVERWRITE  must be 'overwrite existing data' for a database that is not empty
#   RESTORE_WAIT       seconds to wait for the server; without it 600
#
# The file's checksum is compared and the file is read before the database is
# touched. Exit status: 0 restored; 1 failed, try again; 2 wrong settings; 3 refused.
set -eu
export LC_ALL=C

say() { printf 'restore-database: %s\n' "$*"; }
fail() {
  status=$1
  shift
  say "$@" >&2
  exit "$status"
}

[ $# -eq 4 ] || fail 2 "got $# arguments, needs 4: READY CONTENTS VERIFY RESTORE."
ready=$1
contents=$2
verify=$3
restore=$4
if [ -z "$verify" ] || [ -z "$restore" ]; then fail 2 'VERIFY and RESTORE must not be empty.'; fi
case ${BACKUP_DIR:-} in
  /*) ;;
  *) fail 2 "BACKUP_DIR is '${BACKUP_DIR:-}', not an absolute path." ;;
esac
directory=$BACKUP_DIR
[ -d "$directory" ] || fail 2 "BACKUP_DIR $directory is not a directory. Is the volume mounted there?"
case ${BACKUP_NAME:-} in
  '' | [.-]* | *[!a-z0-9.-]*) fail 2 "BACKUP_NAME is '${BACKUP_NAME:-}': use a-z 0-9 . -, a letter or digit first." ;;
esac
case ${BACKUP_SUFFIX:-} in
  *[!A-Za-z0-9._-]*) fail 2 "BACKUP_SUFFIX is '$BACKUP_SUFFIX': use a dot, then A-Z a-z 0-9 . _ -." ;;
  .?*) ;;
  *) fail 2 "BACKUP_SUFFIX is '${BACKUP_SUFFIX:-}', must begin with a dot." ;;
esac
wanted=${RESTORE_FILE:-}
case $wanted in
  */*) fail 2 "RESTORE_FILE is '$wanted': give the name of a file in $directory, without a path." ;;
esac
wait=${RESTORE_WAIT:-600}
case $wait in
  *[!0-9]* | ???????*) fail 2 "RESTORE_WAIT is '$wait', must be a number of seconds." ;;
esac
words='overwrite existing data'
case ${RESTORE_OVERWRITE:-} in
  '') overwrite=no ;;
  "$words") overwrite=yes ;;
  *) fail 2 "RESTORE_OVERWRITE is '$RESTORE_OVERWRITE', must be '$words', or not be set." ;;
esac

# Whether a file is what backup-database once wrote; says why not.
is_good() {
  if [ ! -s "$directory/$1.sha256" ]; then
    say "$1 has no checksum $1.sha256 beside it." >&2
    return 1
  fi
  # Its own name may differ, for a copy from elsewhere: only the sum counts.
  read -r expected _ <"$directory/$1.sha256" || :
  actual=$(sha256sum "$directory/$1") || return 1
  if [ "${actual%% *}" != "$expected" ]; then
    say "$1 differs from its checksum: it is damaged." >&2
    return 1
  fi
  if ! sh -c "$verify" verify "$directory/$1"; then
    say "$1 cannot be read to its end." >&2
    return 1
  fi
}

if [ -n "$wanted" ]; then
  [ -f "$directory/$wanted" ] || fail 3 "there is no file $wanted in $directory. Nothing was changed."
  is_good "$wanted" || fail 3 "$wanted is not a good backup, see above. Nothing was changed."
  file=$wanted
else
  candidates=
  for path in "$directory/$BACKUP_NAME"-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z"$BACKUP_SUFFIX"; do
    if [ -f "$path" ]; then candidates="${path##*/} $candidates"; fi
  done
  file=
  for candidate in $candidates; do
    if is_good "$candidate"; then
      file=$candidate
      break
    fi
    say "skipping $candidate." >&2
  done
  [ -n "$file" ] || fail 3 "there is no good backup named $BACKUP_NAME in $directory. Nothing was changed."
fi

if [ -n "$ready" ]; then
  deadline=$(($(date -u +%s) + wait))
  until said=$(sh -c "$ready" ready 2>&1); do
    if [ "$(date -u +%s)" -ge "$deadline" ]; then
      fail 1 "the server did not take connections within $wait seconds${said:+: $said}. Nothing was changed."
    fi
    sleep 1
  done
fi

if [ -n "$contents" ]; then
  held=$(sh -c "$contents" contents) || fail 1 'cannot see what the database holds, see above. Nothing was changed.'
else
  held='something, as far as anybody can tell'
fi
if [ -z "$held" ]; then
  mode=empty
elif [ "$overwrite" = yes ]; then
  mode=replace
else
  say 'the database is not empty. It holds:' >&2
  printf '%s\n' "$held" >&2
  fail 3 "refused, nothing was changed. To drop what it holds, set RESTORE_OVERWRITE to '$words'."
fi

say "restoring $file."
status=0
sh -c "$restore" restore "$directory/$file" "$mode" || status=$?
case $status in
  0) ;;
  3) fail 3 'refused, see above. Nothing was changed.' ;;
  *) fail 1 "the restore of $file failed with status $status, see above." ;;
esac
say "$file is restored."
