#!/bin/sh
# Makes one verified backup of a database or a volume, then removes old ones. Arguments, all
# of them text of a shell script:
#
#   DUMP       writes a backup to the new file $1
#   VERIFY     reads all of the file $1 and fails if it is not a whole backup
#   INVENTORY  optional: prints what there is, a line for each thing. What is there before
#              the dump and after it has to be in the backup: a rehearsal looks for it
#
# Environment, besides what these two need:
#
#   BACKUP_DIR     absolute path of the directory of backups; must exist
#   BACKUP_NAME    first part of the files' names: a-z 0-9 . -
#   BACKUP_SUFFIX  last part of them, such as .dump
#   BACKUP_KEEP    how many good backups stay, at least 1
#   BACKUP_ID      optional: what the tries of one run have in common: letters, digits, -
#                  A later try hands over what an earlier one has finished
#   HANDOVER_DIR   optional: a directory that gets links to the new files, and only
#                  those, for whoever carries them elsewhere
#
# Result: BACKUP_DIR/NAME-20261120T230500Z.SUFFIX, by the time (UTC) of its start,
# and beside it the same name with .sha256 added, and with .contents where INVENTORY is
# given and succeeds. A backup is good when it has
# a checksum, and it agrees. The name of the backup itself comes last, and by a rename:
# killed at any point, the script leaves no half backup that has one.
# .NAME.backup-tmp.*, .NAME.backup-lock and .NAME.backup-last in BACKUP_DIR are its own.
#
# Exit status: 0 done; 1 failed, all older backups are still there; 2 wrong
# settings; 75 another backup of this name is under way.
set -eu
export LC_ALL=C
# For this user and the group of the volume: backups hold everything.
umask 027

# By the name under which it runs: of a volume, it says so.
me=${0##*/}
# include say
# include fail
# include flush
# include exists

case $# in
  2 | 3) ;;
  *) fail 2 "got $# arguments, needs 2 or 3: DUMP VERIFY INVENTORY." ;;
esac
dump=$1
verify=$2
inventory=${3:-}
if [ -z "$dump" ] || [ -z "$verify" ]; then fail 2 'DUMP and VERIFY must not be empty.'; fi
# include backup-files
case ${BACKUP_KEEP:-} in
  '' | 0* | *[!0-9]* | ??????*) fail 2 "BACKUP_KEEP is '${BACKUP_KEEP:-}', must be a number from 1 to 99999." ;;
esac
handover=${HANDOVER_DIR:-}
if [ -n "$handover" ] && [ ! -d "$handover" ]; then fail 2 "HANDOVER_DIR $handover is not a directory."; fi
id=${BACKUP_ID:-}
case $id in
  *[!A-Za-z0-9-]*) fail 2 "BACKUP_ID is '$id': use A-Z a-z 0-9 -." ;;
esac

cannot_write() {
  fail 1 "cannot write in $directory (${1##*: }). No backup was made. Is its file system read-only, or another user's?"
}

# Where flock is missing, two runs at once may break one another: then one of them
# fails, and both leave no backup that is not whole.
if command -v flock >/dev/null; then
  lock=$directory/.$BACKUP_NAME.backup-lock
  if [ -L "$lock" ]; then fail 2 "$lock is a symbolic link, which is not followed. Remove it."; fi
  said=$( (: >>"$lock") 2>&1) || cannot_write "$said"
  exec 9>>"$lock"
  # Silent where somebody else has the lock; whatever is said is another reason.
  if ! said=$(flock -n 9 2>&1); then
    [ -n "$said" ] || fail 75 "another backup named $BACKUP_NAME is under way in $directory. Nothing was changed."
    say "cannot lock in $directory ($said): going on, as the CronJob lets only one run at a time." >&2
  fi
fi

# File names in order of time, only those that have a checksum.
backups() {
  for path in "$directory/$BACKUP_NAME"-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z"$BACKUP_SUFFIX"; do
    if [ -f "$path" ] && [ -s "$path.sha256" ]; then echo "${path##*/}"; fi
  done
}

# What earlier runs left when they were killed. Before anything else, since it may
# be what fills the disk.
for old in "$directory/.$BACKUP_NAME.backup-tmp."*; do
  if exists "$old"; then rm -rf "$old"; fi
done
# To the digit: orders-2-20261120T230500Z is of another backup, orders-2.
for sum in "$directory/$BACKUP_NAME"-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z"$BACKUP_SUFFIX.sha256"; do
  if exists "$sum" && ! exists "${sum%.sha256}"; then rm -f "${sum%.sha256}.contents" "$sum"; fi
done

hand_over() {
  [ -n "$handover" ] || return 0
  rm -rf "${handover:?}"/* "$handover"/.[!.]*
  ln -s "$directory/$1" "$directory/$1.sha256" "$handover/"
}

last=$directory/.$BACKUP_NAME.backup-last
if [ -n "$id" ] && [ -f "$last" ] && [ ! -L "$last" ]; then
  read -r last_id file <"$last" || :
  if [ "$last_id" = "$id" ] && [ -f "$directory/$file" ] && [ -s "$directory/$file.sha256" ]; then
    say "an earlier try has made $file: handing it over again."
    hand_over "$file"
    exit 0
  fi
fi

# The time of the start, since that is the state that the backup has.
while
  file=$BACKUP_NAME-$(date -u +%Y%m%dT%H%M%SZ)$BACKUP_SUFFIX
  exists "$directory/$file"
do
  sleep 1
done
newest=$(backups | tail -n 1)
if [ -n "$newest" ] && expr "$newest" '>' "$file" >/dev/null; then
  say "$newest is newer than now. Is the clock right? It will be taken for the latest." >&2
fi

work=$(mktemp -d "$directory/.$BACKUP_NAME.backup-tmp.XXXXXX" 2>&1) || cannot_write "$work"
trap 'rm -rf "$work"' EXIT
unfinished="No backup was made. Older ones are still there."

# A backup without a record is better than none: what rehearses it says that there is none.
take_inventory() {
  if [ -z "$inventory" ]; then return 0; fi
  if ! sh -c "$inventory" inventory >"$work/unsorted" || ! sort -u "$work/unsorted" >"$work/$1"; then
    say "cannot record what there is, see above. The backup goes on without a record." >&2
    inventory=
  fi
}

say "making $file."
take_inventory before
sh -c "$dump" dump "$work/$file" || fail 1 "the dump failed with status $?. $unfinished"
[ -s "$work/$file" ] || fail 1 "the dump wrote nothing. $unfinished"
# On disk before it is read back; some file systems notice only now that they are full.
sync "$work/$file" || fail 1 "cannot write $file to the disk. $unfinished"
sh -c "$verify" verify "$work/$file" || fail 1 "the new file cannot be read back. $unfinished"
(cd "$work" && sha256sum "$file" >"$file.sha256" && sync "$file.sha256" && sha256sum -c "$file.sha256" >/dev/null) ||
  fail 1 "cannot write the checksum of $file. $unfinished"

take_inventory after
# Not comm, which many a busybox lacks: of two lists in which each line is there once.
in_both() { sort "$work/before" "$work/after" >"$work/unsorted" && uniq -d "$work/unsorted" >"$work/$file.contents"; }
if [ -n "$inventory" ] && ! { in_both && sync "$work/$file.contents"; }; then
  fail 1 "cannot write the record of $file. $unfinished"
fi

# First the checksum: a backup never has its name without one, nor has a record.
put_record() { [ -z "$inventory" ] || mv -T "$work/$file.contents" "$directory/$file.contents"; }
if ! { mv -T "$work/$file.sha256" "$directory/$file.sha256" && put_record && mv -T "$work/$file" "$directory/$file"; }; then
  fail 1 "cannot rename $file. $unfinished"
fi
# Not every file system can sync a directory by itself.
sync "$directory" 2>/dev/null || flush "$directory"
say "$file is complete and can be read back."

if [ -n "$id" ] && ! { printf '%s %s\n' "$id" "$file" >"$work/last" && mv -T "$work/last" "$last"; }; then
  say "cannot write $last: another try would make another backup." >&2
fi
hand_over "$file"

# The one just made is known to be good, so it never goes, whatever the clock says.
good=$(backups)
excess=0
for old in $good; do excess=$((excess + 1)); done
excess=$((excess - BACKUP_KEEP))
for old in $good; do
  if [ "$excess" -le 0 ]; then break; fi
  if [ "$old" = "$file" ]; then continue; fi
  # The checksum goes last: alone it is cleared away by the next run.
  rm -f "$directory/$old" "$directory/$old.contents" "$directory/$old.sha256" || fail 1 "$file is good, but $old cannot be removed."
  say "removed $old, to keep $BACKUP_KEEP."
  excess=$((excess - 1))
done
