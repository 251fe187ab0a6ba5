#!/bin/sh
# Restores the latest backup that backup-database made into a scratch server, looks
# whether all is in there, and throws it away. Arguments, each text of a shell script:
#
#   INIT       makes the data directory of the scratch server, in PGDATA or DATA_DIR
#   SERVER     becomes the server; it and INIT get the options. '': a volume was backed
#              up, and goes to a directory, TARGET_DIR for RESTORE and SOURCE_DIR for
#              INVENTORY; no other text is needed then
#   READY      succeeds when it takes connections
#   VERIFY     reads all of the file $1 and fails if it is not a whole backup; status 3
#              means that it may be one, but not for the programs of this image
#   PREPARE    makes in the server what the file $1 needs and cannot bring; or ''
#   ASK        status 3 where the server would not take the file $1; says why; or ''
#   RESTORE    restores the file $1 into the empty database
#   INVENTORY  prints what there is, as for backup-database
#   QUERY      prints the answer to the statement $1
#
# then pairs of a statement and its answer, then -- and the options. Environment, besides
# what these need:
#
#   BACKUP_DIR         absolute path of the directory of backups, which is only read
#   BACKUP_NAME        first part of the files' names
#   BACKUP_SUFFIX      last part of them
#   SCRATCH_DIR        absolute path of a directory with room for the restored database
#   REHEARSAL_MAX_AGE  optional: how old the latest backup may be, in seconds
#   REHEARSAL_WAIT     seconds to wait for the scratch server; without it 600
#   DB_NAME DB_PORT    the database to restore, and the port of the scratch server
#
# It knows no credentials but those that it makes up, and connects to nobody but its own
# server. SCRATCH_DIR/rehearsal is its own: killed at any point, the next run begins anew.
# It holds no lock, which would stop the next backup: a file that is pruned while it is
# read is no fault, the latest that is there then is taken.
#
# Exit status: 0 the backup is good; 1 failed, try again; 2 wrong settings; 3 there is no
# backup; 4 the latest is too old, or from the future; 5 it is damaged; 6 it is not for this
# server; 7 the server did not take it; 8 something is missing in it; 9 a statement has
# another answer.
set -eu
export LC_ALL=C
umask 077

# By the name under which it runs: of a volume, it says so.
me=${0##*/}
# include say
# include fail
# include remove

[ $# -ge 10 ] || fail 2 "got $# arguments, needs 10 at least: INIT SERVER READY VERIFY PREPARE ASK RESTORE INVENTORY QUERY --."
init=$1
server_text=$2
ready=$3
verify=$4
prepare=$5
ask=$6
restore=$7
inventory=$8
query=$9
shift 9
questions=0
while [ "$1" != -- ]; do
  [ $# -ge 3 ] || fail 2 'there must be an answer to each statement, and -- after the last one.'
  questions=$((questions + 1))
  eval "statement_$questions=\$1 answer_$questions=\$2"
  shift 2
done
shift
# include backup-files
# include known-backups
number() {
  case $2 in
    '' | *[!0-9]* | ??????????*) fail 2 "$1 is '$2', must be a number of seconds." ;;
  esac
}
most=${REHEARSAL_MAX_AGE:-}
[ -z "$most" ] || number REHEARSAL_MAX_AGE "$most"
wait=${REHEARSAL_WAIT:-600}
number REHEARSAL_WAIT "$wait"
[ -z "$server_text" ] || [ -n "${DB_NAME:-}" ] || fail 2 'DB_NAME is not set.'
case ${SCRATCH_DIR:-} in
  /*) ;;
  *) fail 2 "SCRATCH_DIR is '${SCRATCH_DIR:-}', not an absolute path." ;;
esac
[ -d "$SCRATCH_DIR" ] || fail 2 "SCRATCH_DIR $SCRATCH_DIR is not a directory. Is the volume mounted there?"
own=$SCRATCH_DIR/rehearsal
if [ -n "$server_text" ]; then place='scratch server'; else place='scratch directory'; fi

server=
# Nobody needs what it would still write.
stop_server() {
  [ -n "$server" ] || return 0
  kill -s QUIT "$server" 2>/dev/null || :
  tries=0
  while kill -0 "$server" 2>/dev/null && [ "$tries" -lt 100 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  kill -s KILL "$server" 2>/dev/null || :
  wait "$server" 2>/dev/null || :
  server=
}
RUN_DIR=
if [ -n "$server_text" ]; then
  RUN_DIR=$(mktemp -d) || fail 1 'cannot make a directory for the socket of the scratch server, see above.'
fi
clean_up() {
  stop_server
  [ -z "$RUN_DIR" ] || rm -rf "$RUN_DIR"
  # Directories that nobody may write to are there as they were backed up.
  remove "$own"
}
trap clean_up EXIT
trap 'exit 143' TERM INT

export RUN_DIR SCRATCH_TMP="$own/tmp" PGDATA="$own/data/db" DATA_DIR="$own/data/db" INIT_FILES_DIR="$own/none"
export TARGET_DIR="$DATA_DIR" SOURCE_DIR="$DATA_DIR"
export DB_HOST=127.0.0.1 DB_USERNAME_FILE="$own/secret/username" DB_PASSWORD_FILE="$own/secret/password"
export RESTORE_ID="${RESTORE_ID:-rehearsal}" RESTORE_PATIENCE="${RESTORE_PATIENCE:-5}" RESTORE_SPACE=unchecked
# None of the database that is backed up.
unset SOURCE_EXCLUDE ROOT_PASSWORD_FILE WAL_DIR DB_UPGRADE_FROM RESTORE_OWNERS RESTORE_FROM_DATABASE

# not_good STATUS WORDS...: of the file, which may have been pruned meanwhile.
not_good() {
  [ -f "$directory/$file" ] || return 1
  # So that the last words are these.
  stop_server
  fail "$@"
}
in_words() { if [ "$1" -lt 7200 ]; then echo "$(($1 / 60)) minutes"; else echo "$(($1 / 3600)) hours"; fi; }
show_log() { tail -n 20 "$own/log" >&2 || :; }

age_of() {
  time=${1#"$BACKUP_NAME"-}
  time=${time%"$BACKUP_SUFFIX"}
  day=${time%T*}
  time=${time#*T}
  time=${time%Z}
  begun=$(date -u -d "${day%????}-$(expr "$day" : '....\(..\)')-${day#??????} ${time%????}:$(expr "$time" : '..\(..\)'):${time#????}" +%s) || return 1
  printf '%s\n' "$(($(date -u +%s) - begun))"
}

make_place() {
  remove "$own" || fail 1 "cannot remove $own, see above."
  if [ -z "$server_text" ]; then
    mkdir -p "$DATA_DIR" || fail 1 "cannot write in $SCRATCH_DIR, see above."
    : >"$own/log"
    return
  fi
  mkdir -p "$own/secret" "$own/data" "$own/tmp" || fail 1 "cannot write in $SCRATCH_DIR, see above."
  printf 'rehearsal\n' >"$DB_USERNAME_FILE"
  head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$DB_PASSWORD_FILE" || fail 1 'cannot make up a password, see above.'
  if ! sh -c "$init" "init" "$@" >"$own/log" 2>&1; then
    show_log
    fail 1 'cannot make a scratch server, see above.'
  fi
  sh -c "$server_text" server "$@" >>"$own/log" 2>&1 &
  server=$!
  deadline=$(($(date -u +%s) + wait))
  until said=$(sh -c "$ready" ready 2>&1); do
    if ! kill -0 "$server" 2>/dev/null; then
      show_log
      server=
      fail 1 'the scratch server did not start, see above.'
    fi
    if [ "$(date -u +%s)" -ge "$deadline" ]; then
      show_log
      fail 1 "the scratch server did not take connections within $wait seconds${said:+: $said}."
    fi
    sleep 0.2
  done
}

# A server that ended, killed for want of memory say, is no fault of the backup. One that
# is killed answers no more before it is gone.
still_serves() {
  [ -n "$server" ] || return 0
  tries=0
  while kill -0 "$server" 2>/dev/null; do
    if [ "$tries" = 50 ] || sh -c "$ready" ready >/dev/null 2>&1; then return; fi
    tries=$((tries + 1))
    sleep 0.1
  done
  show_log
  server=
  fail 1 "the scratch server ended while $file was looked at, see above. Had it enough memory?"
}

# What the record of the backup has, and the scratch server has not.
compare() {
  # What only a group of the real place may list.
  [ -n "$server_text" ] || chmod -R u+rX "$DATA_DIR" || fail 1 "cannot open what was restored, see above."
  if ! sh -c "$inventory" inventory >"$own/unsorted" || ! sort -u "$own/unsorted" >"$own/held"; then
    fail 1 "cannot see what the $place holds, see above."
  fi
  if [ ! -f "$directory/$file.contents" ]; then
    [ -f "$directory/$file" ] || return 1
    compared='it has no record of what has to be in it, and no such thing was compared'
    return 0
  fi
  # What is there twice in any case is no line that is there once.
  if ! sort -u "$directory/$file.contents" >"$own/recorded" || ! sort "$own/recorded" "$own/held" "$own/held" >"$own/all" ||
    ! uniq -u "$own/all" >"$own/missing"; then
    not_good 1 "cannot read the record $file.contents, see above." || return 1
  fi
  if [ -s "$own/missing" ]; then
    head -n 20 "$own/missing" >&2
    lacking=$(wc -l <"$own/missing")
    not_good 8 "$file can be restored, but lacks $((lacking)) of what was there when it was made, see above." || return 1
  fi
  recorded=$(wc -l <"$own/recorded")
  compared="all $((recorded)) things of its record are in there"
}

put_questions() {
  n=0 statement='' expected=''
  while [ "$n" -lt "$questions" ]; do
    n=$((n + 1))
    eval "statement=\$statement_$n expected=\$answer_$n"
    answer=$(sh -c "$query" query "$statement") || { still_serves && not_good 9 "$file can be restored, but the server has no answer to statement $n ($statement), see above."; } || return 1
    expected=$(printf '%s\n' "$expected")
    [ "$answer" = "$expected" ] ||
      not_good 9 "$file can be restored, but the answer to statement $n ($statement) is '$(printf '%s\n' "$answer" | head -c 200)', not '$expected'." || return 1
  done
}

# Comes back with status 1 where the file is gone.
rehearse() {
  if is_from_future "$file"; then
    not_good 4 "$file would be the latest, but is from the future: a clock was wrong, or is (here it is $(date -u +%Y%m%dT%H%M%SZ))." || return 1
  fi
  age=$(age_of "$file") || fail 1 "cannot tell the age of $file, see above."
  if [ -n "$most" ] && [ "$age" -gt "$most" ]; then
    not_good 4 "$file is the latest backup, and is $(in_words "$age") old; allowed are $(in_words "$most"). Look why no newer one was made." || return 1
  fi
  for part in "$file" "$file.sha256" "$file.contents"; do
    if [ -f "$directory/$part" ] && [ ! -r "$directory/$part" ]; then
      not_good 1 "this user may not read $part. Is it another user's? Give the rehearsal the group that the backups have." || return 1
    fi
  done
  agrees_with_sum "$file" || not_good 5 "$file is not what was written: it is damaged, see above." || return 1
  status=0
  sh -c "$verify" verify "$directory/$file" || status=$?
  case $status in
    0) ;;
    3) not_good 6 "$file is not for this image, see above." || return 1 ;;
    *) not_good 5 "$file cannot be read to its end: it is damaged, see above." || return 1 ;;
  esac
  say "restoring $file into a $place."
  make_place "$@"
  if [ -n "$prepare" ]; then
    sh -c "$prepare" prepare "$directory/$file" || { still_serves && not_good 7 "$file: a scratch server cannot be prepared for it, see above."; } || return 1
  fi
  status=0
  [ -z "$ask" ] || sh -c "$ask" ask "$directory/$file" empty || status=$?
  case $status in
    0) ;;
    3) not_good 6 "$file: a new server of this image would refuse it, see above." || return 1 ;;
    *) not_good 1 "$file: cannot ask the scratch server, see above (status $status)." || return 1 ;;
  esac
  status=0
  # Not to a file: on a disk that is full nothing would be in it.
  { said=$(sh -c "$restore" restore "$directory/$file" empty 2>&1 >&3 3>&-) || status=$?; } 3>&1
  [ -z "$said" ] || printf '%s\n' "$said" >&2
  if [ "$status" != 0 ]; then
    still_serves
    show_log
    # Not the fault of the backup. The words are those of the system, and of servers that hide them.
    if printf '%s\n' "$said" | cat - "$own/log" | grep -E 'No space left on device|(Err(code|no)|errno): 28|is full' >/dev/null; then
      not_good 1 "$file: $SCRATCH_DIR has no room for it, see above. Give the rehearsal a larger size." || return 1
    fi
    not_good 7 "$file cannot be restored, see above." || return 1
  fi
  compare || return 1
  put_questions || return 1
}

compared='' answered=''
[ "$questions" = 0 ] || answered=", $questions statements had their answers"
while :; do
  file=$(names | tail -n 1)
  [ -n "$file" ] || fail 3 "there is no backup named $BACKUP_NAME in $directory."
  if rehearse "$@"; then break; fi
  say "$file was removed while it was read: taking the latest that is there now."
  stop_server
done
stop_server
say "$file is good: it was restored, $compared$answered. It is $(in_words "$age") old."
