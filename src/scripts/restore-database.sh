#!/bin/sh
# Restores a backup of a database or a volume that backup-database made. Arguments,
# each text of a shell script:
#
#   READY     succeeds when the server takes connections; '' does not wait
#   CONTENTS  prints what the database holds, nothing if it is empty; '' if nobody
#             can tell, then it counts as holding something
#   VERIFY    reads all of the file $1 and fails if it is not a whole backup; status 3
#             means that it may be one, but not for the programs of this image
#   RESTORE   restores the file $1; $2 is empty, or replace to drop what is there;
#             status 3 means that it refused, and changed nothing
#   ASK       optional: status 3 where something would stop the restore of the file
#             $1, $2 as before; says what, and changes nothing
#   DUMP      optional: writes what is there to the new file $1, for a RESTORE that
#             drops it before it is done; status 4 where it is the rest of a restore
#
# Environment, besides what these need:
#
#   BACKUP_DIR         absolute path of the directory of backups
#   BACKUP_NAME        first part of the files' names
#   BACKUP_SUFFIX      last part of them
#   RESTORE_FILE       name of the file to restore; without it the latest good one
#   RESTORE_OVERWRITE  must be 'overwrite existing data' for a database that is not empty
#   RESTORE_WHAT       optional: what is restored, as messages call it: the volume
#   RESTORE_WAIT       seconds to wait for the server; without it 600
#   RESTORE_COPY       none: keep no copy of what is dropped (see DUMP)
#   RESTORE_ID         what the tries of one restore have in common: letters, digits, -
#
# The file's checksum is compared and the file is read before the database is
# touched. A copy is BACKUP_DIR/NAME_before-ID.SUFFIX with its checksum: it is put back
# if the restore fails, and removed when it has ended well.
#
# Exit status: 0 restored; 1 failed, try again; 2 wrong settings; 3 refused.
set -eu
export LC_ALL=C
umask 027

# By the name under which it runs: of a volume, it says so.
me=${0##*/}
# include say
# include fail
# include flush

case $# in
  4 | 5 | 6) ;;
  *) fail 2 "got $# arguments, needs 4 to 6: READY CONTENTS VERIFY RESTORE ASK DUMP." ;;
esac
ready=$1
contents=$2
verify=$3
restore=$4
ask=${5:-}
dump=${6:-}
if [ -z "$verify" ] || [ -z "$restore" ]; then fail 2 'VERIFY and RESTORE must not be empty.'; fi
# include backup-files
wanted=${RESTORE_FILE:-}
case $wanted in
  */*) fail 2 "RESTORE_FILE is '$wanted': give the name of a file in $directory, without a path." ;;
esac
wait=${RESTORE_WAIT:-600}
case $wait in
  *[!0-9]* | ???????*) fail 2 "RESTORE_WAIT is '$wait', must be a number of seconds." ;;
esac
id=${RESTORE_ID:-by-hand-$(date -u +%Y%m%dT%H%M%SZ)}
case $id in
  *[!A-Za-z0-9-]*) fail 2 "RESTORE_ID is '$id': use A-Z a-z 0-9 -." ;;
esac
export RESTORE_ID="$id"
what=${RESTORE_WHAT:-the database}
words='overwrite existing data'
case ${RESTORE_OVERWRITE:-} in
  '') overwrite=no ;;
  "$words") overwrite=yes ;;
  *) fail 2 "RESTORE_OVERWRITE is '$RESTORE_OVERWRITE', must be '$words', or not be set." ;;
esac

# include known-backups
# Whether a file is what backup-database once wrote; says why not.
is_good() {
  agrees_with_sum "$1" || return 1
  good=0
  sh -c "$verify" verify "$directory/$1" || good=$?
  case $good in
    0) ;;
    # An older one would be taken for the latest.
    3) fail 3 "$1 is not for this image, see above. Nothing was changed." ;;
    *)
      say "$1 cannot be read to its end." >&2
      return 1
      ;;
  esac
}

if [ -n "$wanted" ]; then
  [ -f "$directory/$wanted" ] || fail 3 "there is no file $wanted in $directory. Nothing was changed."
  is_good "$wanted" || fail 3 "$wanted is not a good backup, see above. Nothing was changed."
  case $wanted in
    "$BACKUP_NAME"-[0-9]*T[0-9]*Z"$BACKUP_SUFFIX")
      if is_from_future "$wanted"; then say "by its name, $wanted is from the future: a clock was wrong, or is." >&2; fi
      ;;
  esac
  file=$wanted
else
  candidates=
  for name in $(names); do candidates="$name $candidates"; done
  file=
  for candidate in $candidates; do
    if is_from_future "$candidate"; then
      fail 3 "$candidate would be the latest, but is from the future: a clock was wrong, or is (here it is $(date -u +%Y%m%dT%H%M%SZ))." \
        'Nothing was changed. Name the file that is meant, by the prop file (RESTORE_FILE).'
    fi
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
  held=$(sh -c "$contents" contents) || fail 1 "cannot see what $what holds, see above. Nothing was changed."
else
  held='something, as far as anybody can tell'
fi
if [ -z "$held" ]; then
  mode=empty
elif [ "$overwrite" = yes ]; then
  mode=replace
else
  say "$what is not empty. It holds:" >&2
  printf '%s\n' "$held" >&2
  fail 3 "refused, nothing was changed. Where that may be lost, say so by the prop overwrite: '$words' (RESTORE_OVERWRITE)."
fi

if [ -n "$ask" ]; then
  status=0
  sh -c "$ask" ask "$directory/$file" "$mode" || status=$?
  case $status in
    0) ;;
    3) fail 3 'refused, for what is said above. Nothing was changed.' ;;
    *) fail 1 "cannot ask the server, see above (status $status). Nothing was changed." ;;
  esac
fi

copy=${BACKUP_NAME}_before-$id$BACKUP_SUFFIX
is_copied() { [ -f "$directory/$copy" ] && [ -s "$directory/$copy.sha256" ]; }

keep_copy() {
  unkept="cannot keep a copy of what is there, see above. Nothing was changed. If it may be lost: the prop keepCopy: false (RESTORE_COPY=none)."
  # Of a try that was killed: it may be what fills the disk.
  rm -rf "$directory/.$BACKUP_NAME.restore-tmp."*
  work=$(mktemp -d "$directory/.$BACKUP_NAME.restore-tmp.XXXXXX") || fail 3 "$unkept"
  trap 'rm -rf "$work"' EXIT
  status=0
  sh -c "$dump" dump "$work/$copy" || status=$?
  if [ "$status" = 4 ]; then
    say 'what is there is the rest of a restore that did not end well: no copy of it is kept.'
  elif [ "$status" != 0 ] || ! sh -c "$verify" verify "$work/$copy" || ! (cd "$work" && sha256sum "$copy" >"$copy.sha256") ||
    ! sync "$work/$copy" "$work/$copy.sha256" || ! mv -T "$work/$copy" "$directory/$copy" || ! mv -T "$work/$copy.sha256" "$directory/$copy.sha256"; then
    fail 3 "$unkept"
  else
    sync "$directory" 2>/dev/null || flush "$directory"
    say "what is there is kept in $copy until the restore has ended well."
  fi
  rm -rf "$work"
  trap - EXIT
}
# Anew by every try that finds it whole: it may have changed since the last one.
if [ -n "$dump" ] && [ "$mode" = replace ] && [ "${RESTORE_COPY:-}" != none ]; then keep_copy; fi

say "restoring $file."
status=0
sh -c "$restore" restore "$directory/$file" "$mode" || status=$?
case $status in
  0) ;;
  3) fail 3 'refused, see above. Nothing was changed.' ;;
  *)
    is_copied || fail 1 "the restore of $file failed with status $status, see above."
    say "the restore of $file failed with status $status, see above. Putting back what was there." >&2
    sh -c "$restore" restore "$directory/$copy" replace ||
      fail 1 "what was there cannot be put back either, see above. It is in $copy: restore that by the prop file (RESTORE_FILE)."
    rm -f "$directory/$copy" "$directory/$copy.sha256"
    fail 1 "the restore of $file failed, see above. The database is as it was."
    ;;
esac
for old in "$directory/${BACKUP_NAME}_before-"*; do
  if [ -f "$old" ] && [ -n "$dump" ]; then rm -f "$old" || say "$old is not needed any more, but cannot be removed." >&2; fi
done
say "$file is restored."
