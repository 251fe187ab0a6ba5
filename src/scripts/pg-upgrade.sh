#!/bin/sh
# Brings the data directory of an older PostgreSQL into a newer one by pg_upgrade, in an
# init container of the new database, whose image has the programs of both. Arguments:
# options of the new server. Environment:
#
#   OLD_DATA          absolute path of the old data directory: mounted read-only, stopped
#   OLD_WAL           optional: where its write-ahead log is mounted, if it lies elsewhere
#   OLD_BINARIES      directory of the old programs, and their version in OLD_VERSION
#   NEW_BINARIES      directory of the new programs, and their version in NEW_VERSION
#   PGDATA            absolute path of the new data directory, which is not there yet
#   WAL_DIR           optional: where the new write-ahead log goes
#   DB_NAME           a database that the old data has
#   DB_USERNAME_FILE  file with the name of one of its roles
#   DB_PASSWORD_FILE  file with the password that he has in the new one
#   DATA_CHECKSUMS    yes or no: whether the new one has them, whatever the old one has
#   UPGRADE_WAIT      seconds to wait until the old server has stopped; without it 600
#   UPGRADE_SPACE     optional: unchecked
#   UPGRADE_ANALYZE   optional: no: leaves the statistics to a person
#   ALLOW_COLLATION_CHANGE  optional: yes: where another C library sorts texts, all
#                     indexes are built anew
#
# Nothing is ever written to OLD_DATA: pg_upgrade starts the old server on what it
# upgrades, and is given a copy of it, which it may link. All is done in PGDATA.upgrade,
# and a rename makes the finished database visible. It can be killed at any point and
# started again. PGDATA.upgrade and WAL_DIR.upgrade are its own; it never removes
# anything else.
#
# Exit status: 0 done, or nothing to do; 1 failed; 2 wrong settings; 3 refused.
set -eu
export LC_ALL=C
umask 077

me=pg-upgrade
# include say
# include fail
# include exists
# include is-empty
# include flush
# include new-database

again='Nothing was changed.'
absolute() {
  case $2 in
    */) fail 2 "$1 is '$2', must not end with /." ;;
    /?*) ;;
    *) fail 2 "$1 is '$2', not an absolute path." ;;
  esac
}
for name in OLD_DATA OLD_BINARIES NEW_BINARIES; do eval "absolute $name \"\${$name:-}\""; done
old=$OLD_DATA
old_wal=${OLD_WAL:-}
# include new-postgres
tree=$target.upgrade
patience=${UPGRADE_WAIT:-600}
case $patience in
  *[!0-9]* | ???????*) fail 2 "UPGRADE_WAIT is '$patience', must be a number of seconds." ;;
esac

# programs PROP DIRECTORY VERSION NAMES...: that all are there, and what they say they are.
programs() {
  prop=$1 directory=$2 wanted=$3
  shift 3
  for program in "$@"; do
    [ -x "$directory/$program" ] ||
      fail 2 "$directory has no $program in this image. Give $prop of pgUpgrade the directory of the programs of PostgreSQL $wanted, and an image with all of them."
  done
  said=$("$directory/postgres" --version) || fail 2 "$directory/postgres does not run in this image, see above. Use one that has what it is linked with."
  said=${said#*) }
  said=${said%%[!0-9]*}
  [ "$said" = "$wanted" ] ||
    fail 2 "$directory has the programs of PostgreSQL $said, and $prop of pgUpgrade should be of $wanted. Give the directory of those, or say the version that the database has."
}
programs oldBinaries "$OLD_BINARIES" "${OLD_VERSION:-}" postgres pg_controldata pg_ctl pg_checksums
programs newBinaries "$NEW_BINARIES" "${NEW_VERSION:-}" postgres pg_controldata pg_ctl pg_upgrade initdb pg_dump pg_dumpall pg_isready pg_restore pg_resetwal psql vacuumdb reindexdb

# First look at everything, so that a refusal leaves all as it was.

if [ ! -s "$old/PG_VERSION" ] || [ ! -s "$old/global/pg_control" ]; then
  fail 3 "$old is no whole database of PostgreSQL: it has no PG_VERSION and global/pg_control. $again Is it the claim of the old database?"
fi
found=$(cat "$old/PG_VERSION")
[ "$found" = "$OLD_VERSION" ] || fail 3 "$old is of PostgreSQL $found, and the old database is said to be of $OLD_VERSION. $again Say the version that it has."

control() { "$OLD_BINARIES/pg_controldata" -D "$old" | sed -n "s/^$1: *//p"; }
identifier=$(control 'Database system identifier')
[ -n "$identifier" ] || fail 3 "$old/global/pg_control cannot be read, see above. $again Start the old database with its own image and stop it; if it does not start, restore a backup."

# Which of the states of the old data a new one is of: noted in there, as its last file.
mark='upgraded-from'
state_of_old() { printf '%s %s\n' "$identifier" "$(control 'Latest checkpoint location')"; }

if [ -s "$target/PG_VERSION" ] && [ -s "$target/global/pg_control" ]; then
  if [ ! -s "$target/$mark" ]; then
    fail 3 "$target holds a database of PostgreSQL $(cat "$target/PG_VERSION") that was not upgraded from another. $again" \
      'It was made before the DatabaseUpgrade was there: if nothing in it is needed, delete its claim and its Pod; else give the new database another name.'
  fi
  read -r from checkpoint <"$target/$mark"
  [ "$from" = "$identifier" ] ||
    fail 3 "$target was upgraded from another database than $old. $again Give the DatabaseUpgrade the source that it had, or the new database another name."
  # The old tree of the copy: what is in use is linked twice.
  rm -rf "$tree"
  if [ "$checkpoint" != "$(control 'Latest checkpoint location')" ]; then
    say 'the old database has run since it was upgraded: what was written to it then is not in the new one.' >&2
  fi
  say "$target is upgraded, nothing to do."
  exit 0
fi
if [ -L "$target" ] || { exists "$target" && [ ! -d "$target" ]; }; then
  fail 3 "$target is not a directory. $again Move it away, then start the Pod again."
fi
if [ -d "$target" ] && ! is_empty "$target"; then
  fail 3 "$target is not empty, and not a whole database. $again Move it away, or remove it if nothing in it is needed, then start the Pod again."
fi

for signal in standby.signal recovery.signal; do
  if exists "$old/$signal"; then
    fail 3 "$old is of a standby ($signal), or is being restored. $again Upgrade the primary, or promote this one first: take the DatabaseUpgrade out, and put it back when it has been stopped again."
  fi
done
for space in "$old"/pg_tblspc/*; do
  if exists "$space"; then
    fail 3 "The old database has a tablespace of its own (${space##*/}), which is not taken along. $again Take the DatabaseUpgrade out, move its tables back (ALTER TABLE ... SET TABLESPACE pg_default), drop it, and put the DatabaseUpgrade back; or leave its method out: a dump needs no such thing."
  fi
done
if [ -L "$old/pg_wal" ]; then
  if [ -z "$old_wal" ] || [ ! -d "$old_wal" ]; then
    fail 3 "$old/pg_wal leads to $(readlink "$old/pg_wal"), which is not mounted here. $again Give the source its storage.wal, or move the log back to $old/pg_wal with the old server stopped."
  fi
else
  old_wal=$old/pg_wal
fi

# What sorts its texts, and that this image has it.
# include postgres-locales
sorting=same
# shellcheck disable=SC2034 # of the part
data=$old version=$OLD_VERSION
described=$(databases) ||
  fail 3 "$old/global has no readable pg_database, so nobody can tell which locale the texts are sorted by. $again Start it with the image that it comes from, stop that cleanly, and try again."
tab=$(printf '\t')
while IFS=$tab read -r name provider collation type kept; do
  for locale in "$collation" "$type"; do
    has_locale "$locale" ||
      fail 3 "The database $name has the locale $locale, which this image does not have. $again Build the image of pgUpgrade and that of the new database with it (localedef; on Debian the package locales-all), or leave the method out: a dump takes the locale of the new database."
  done
  if [ "$provider" != c ] || [ "$name" = template0 ]; then continue; fi
  case $collation in
    C | C.* | c.* | POSIX) continue ;;
  esac
  # Not noted by an old version; as by musl, where nothing is.
  if [ "$kept" = '?' ] || [ "$libc" = unknown ]; then continue; fi
  if [ "$libc" = musl ]; then now=; else now=$libc; fi
  if [ "$kept" = "$now" ]; then continue; fi
  if [ "${ALLOW_COLLATION_CHANGE:-}" != yes ]; then
    fail 3 "The texts of the database $name ($collation) were sorted by ${kept:+glibc }${kept:-musl (Alpine)}, and this image has ${now:+glibc }${now:-musl (Alpine)}: indexes on them would miss rows. $again Use an image with the C library that it had; or say allowCollationChange of pgUpgrade, and all indexes are built anew."
  fi
  sorting=changed
done <<DATABASES
$described
DATABASES

volume=${target%/*}
for place in "$volume" ${wal:+"${wal%/*}"}; do
  if [ ! -d "$place" ] || [ ! -w "$place" ]; then fail 2 "$place is not there, or cannot be written to. Is the volume mounted?"; fi
done

# Who uses it, if anybody; it may be stopping.
in_use() {
  state=$(control 'Database cluster state')
  if exists "$old/postmaster.pid"; then
    reason="state '$state', and postmaster.pid is there"
  elif [ "$state" != 'shut down' ]; then
    reason="state '$state'"
  else
    return 1
  fi
}
deadline=$(($(date -u +%s) + patience))
while in_use; do
  if [ "$(date -u +%s)" -ge "$deadline" ]; then
    fail 3 "the old database is in use, or was not shut down cleanly ($reason). $again It has no Pods while the DatabaseUpgrade is there: delete those that are left." \
      'If there is none, it was killed: take the DatabaseUpgrade out, let the old server start and recover, and put it back. Whatever is to be mended in the old one is mended so.'
  fi
  sleep 1
done

# A run that was killed while it made the finished database visible.
new=$tree/new
finished=no
if [ -s "$new/$mark" ]; then
  if [ "$(cat "$new/$mark")" = "$(state_of_old)" ]; then
    finished=yes
  elif [ -n "$wal" ] && [ -L "$new/pg_wal" ] && [ "$(readlink "$new/pg_wal")" = "$wal" ]; then
    # Of a state that the old database no longer has.
    rm -rf "$wal"
  fi
fi

if [ "$finished" = no ]; then
  rm -rf "$tree" ${wal:+"$wal.upgrade"}
  for place in "$target" ${wal:+"$wal"}; do
    strangers "${place%/*}" "${place##*/}"
    [ -z "$others" ] || fail 3 "${place%/*} holds other data: $others. $again Give the new database a volume of its own, or move the rest away. Then start the Pod again."
  done
  if [ -n "$wal" ] && exists "$wal" && ! { [ -d "$wal" ] && [ ! -L "$wal" ] && is_empty "$wal"; }; then
    fail 3 "$wal is not empty, but there is no database in $target that it could belong to. $again Move it away, then start the Pod again."
  fi
  if [ "${UPGRADE_SPACE:-}" != unchecked ]; then
    # What cannot be looked into is no data: lost+found.
    used=$(du -sk "$old" 2>/dev/null | cut -f 1)
    if [ "$old_wal" != "$old/pg_wal" ]; then used=$((used + $(du -sk "$old_wal" 2>/dev/null | cut -f 1))); fi
    needed=$((used + used / 10 + 131072))
    free=$(df -Pk "$volume" | awk 'NR == 2 { print $4 }')
    if [ "$free" -lt "$needed" ]; then
      fail 3 "the old data takes $((used / 1024))Mi, of which a copy is upgraded, and $volume has $((free / 1024))Mi left, not $((needed / 1024))Mi. $again Give the new database a larger disk;" \
        'where the file system compresses, say checkSpace: false (UPGRADE_SPACE).'
    fi
  fi
fi

clean_up() {
  status=$?
  if [ -n "$server" ]; then kill -QUIT "$server" 2>/dev/null || :; fi
  rm -rf "$work"
  # What failed takes no room from the next try; what was killed is removed by that.
  if [ "$status" != 0 ] && [ "$finished" = no ]; then rm -rf "$tree" ${wal:+"$wal.upgrade"}; fi
}

# What the old server says that stands alone on the copy: no user is needed. x is the
# column that is printed.
ask_old() {
  # shellcheck disable=SC2086 # several words
  printf '%s\n' "$1" | "$OLD_BINARIES/postgres" --single -D "$tree/old" $old_options template1 >"$work/answer" 2>"$work/errors" || {
    cat "$work/errors" >&2
    fail 1 "the old server does not start on the copy of its data, see above. $again"
  }
  sed -n 's/^.*[0-9]: x = "\(.*\)"'"$tab"'(typeid = .*$/\1/p' "$work/answer"
}
quoted() { printf %s "$1" | sed "s/'/''/g"; }
# The words of a shell, in the double quotes of another: so pg_upgrade hands on options.
for_shell() {
  for word in "$@"; do printf " '%s'" "$(printf %s "$word" | sed "s/'/'\\\\''/g")"; done | sed 's/[\\"$`]/\\&/g'
}
run_psql() { "$NEW_BINARIES/psql" --no-psqlrc --no-password --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --dbname="$1"; }

copy_old() {
  mkdir "$tree" "$tree/old"
  for entry in "$old"/* "$old"/.[!.]* "$old"/..?*; do
    case ${entry##*/} in
      lost+found | .snapshot | postmaster.pid | postmaster.opts | pg_wal) continue ;;
    esac
    if exists "$entry"; then cp -a "$entry" "$tree/old/" || return 1; fi
  done
  mkdir "$tree/old/pg_wal"
  cp -a "$old_wal/." "$tree/old/pg_wal/"
}

# pg_upgrade with its programs, and what it has written where it fails: its reasons are
# in files.
run_pg_upgrade() {
  (
    cd "$tree"
    exec "$NEW_BINARIES/pg_upgrade" "$@" --old-bindir="$OLD_BINARIES" --new-bindir="$NEW_BINARIES" --old-datadir="$tree/old" --new-datadir="$new" \
      --username="$install_user" --socketdir="$work" --old-options="$old_options" --new-options="$new_options"
  ) >"$work/output" 2>&1 && return
  cat "$work/output" >&2
  # Its lists of reasons last: those are what the status of a Pod has room for.
  for pattern in '*.log' '*.txt'; do
    find "$tree"/*.log "$tree"/*.txt "$new/pg_upgrade_output.d" -name "$pattern" -type f -print 2>/dev/null |
      while read -r file; do
        echo "--- ${file##*/}"
        tail -n 20 "$file"
      done >&2
  done
  return 1
}

upgrade() {
  before=$(sha256sum <"$old/global/pg_control")
  upgraded=$(state_of_old)
  say "copying $old, which takes $(du -sk "$old" 2>/dev/null | cut -f 1)Ki."
  copy_old || fail 1 "cannot copy $old, see above. $again"
  if in_use || [ "$(sha256sum <"$old/global/pg_control")" != "$before" ]; then fail 1 "the old database was started while it was copied. $again"; fi

  # On the copy: nobody else comes in, and files that its settings name may not be here.
  cp "$tree/old/pg_hba.conf" "$work/pg_hba.conf" 2>/dev/null || :
  cp "$tree/old/pg_ident.conf" "$work/pg_ident.conf" 2>/dev/null || :
  echo 'local all all trust' >"$tree/old/pg_hba.conf"
  : >"$tree/old/pg_ident.conf"
  if [ ! -e "$tree/old/postgresql.conf" ]; then : >"$tree/old/postgresql.conf"; fi
  old_options="-c hba_file=$tree/old/pg_hba.conf -c ident_file=$tree/old/pg_ident.conf -c ssl=off -c archive_mode=off -c logging_collector=off"
  # As it may have been told by options that nobody knows here: with less, it does not start; and the room of the old one.
  old_options="$old_options -c max_prepared_transactions=1000 -c shared_buffers=128MB -c huge_pages=off"
  new_options="$(for_shell "$@") -c ssl=off -c archive_mode=off -c logging_collector=off"

# include user-name
  if [ -n "${wrapper:-}" ]; then export LD_PRELOAD="$wrapper" NSS_WRAPPER_PASSWD="$work/passwd" NSS_WRAPPER_GROUP="$work/group"; fi

  install_user=$(ask_old 'SELECT rolname AS x FROM pg_authid WHERE oid = 10')
  [ -n "$install_user" ] || fail 1 "the old server does not tell its first user. $again"
  # Each answer by itself: in a condition, a failure would be taken for none.
  known=$(ask_old "SELECT datname AS x FROM pg_database WHERE datname = '$(quoted "$DB_NAME")'")
  if [ -z "$known" ]; then
    known=$(ask_old "SELECT string_agg(datname, ', ' ORDER BY datname) AS x FROM pg_database WHERE NOT datistemplate")
    fail 3 "the old data has no database $DB_NAME. $again It has: $known. Name one of them by the prop database."
  fi
  known=$(ask_old "SELECT rolname AS x FROM pg_roles WHERE rolcanlogin AND rolname = '$(quoted "$user")'")
  if [ -z "$known" ]; then
    known=$(ask_old "SELECT string_agg(rolname, ', ' ORDER BY rolname) AS x FROM pg_roles WHERE rolcanlogin")
    fail 3 "the old data has no user '$user' of DB_USERNAME_FILE, and pg_upgrade keeps users as they are. $again It has: $known." \
      'Put one of them into the Secret of the new database; his password there becomes his.'
  fi
  template=$(ask_old "SELECT pg_encoding_to_char(encoding) || ' ' || datcollate || ' ' || datctype AS x FROM pg_database WHERE datname = 'template0'")
  read -r encoding collate ctype <<TEMPLATE
$template
TEMPLATE

  # pg_upgrade wants both alike.
  has=$("$OLD_BINARIES/pg_controldata" -D "$tree/old" | sed -n 's/^Data page checksum version: *//p')
  checksums=
  if [ "${DATA_CHECKSUMS:-yes}" = yes ]; then
    checksums=--data-checksums
    if [ "$has" = 0 ]; then
      say 'the copy gets checksums.'
      "$OLD_BINARIES/pg_checksums" --enable --pgdata="$tree/old" >"$work/output" 2>&1 || {
        cat "$work/output" >&2
        fail 1 "the copy cannot be given checksums, see above. $again"
      }
    fi
  else
    if [ "$NEW_VERSION" -ge 18 ]; then checksums=--no-data-checksums; fi
    if [ "$has" != 0 ]; then "$OLD_BINARIES/pg_checksums" --disable --pgdata="$tree/old" >/dev/null || fail 1 "the copy cannot lose its checksums, see above. $again"; fi
  fi
  segment=$(control 'Bytes per WAL segment')
  segment=$((segment / 1048576))
  "$NEW_BINARIES/initdb" --pgdata="$new" --username="$install_user" --auth=trust --encoding="$encoding" --lc-collate="$collate" --lc-ctype="$ctype" \
    --wal-segsize="$segment" ${checksums:+"$checksums"} >"$work/output" 2>&1 || {
    cat "$work/output" >&2
    fail 1 "initdb failed, see above. $again"
  }

  say "asking pg_upgrade whether $OLD_VERSION can become $NEW_VERSION."
  run_pg_upgrade --check ||
    fail 3 "pg_upgrade refuses, for what is said above. $again What is in the old data is mended there: take the DatabaseUpgrade out, and put it back when that is done; what the image lacks, such as an extension, belongs into that."
  say 'upgrading the copy.'
  # Of a copy that nobody needs: so it takes no more room, and hardly any time.
  run_pg_upgrade --link || fail 1 "pg_upgrade failed, see above. $again The old data is as it was."
  rm -rf "$tree/old"
  leave_nothing_to_do "$@"

  # On disk before it gets its name, else a power failure could leave the name with half the files.
  if [ -n "$wal" ]; then
    cp -a "$new/pg_wal" "$wal.upgrade" || fail 1 "cannot copy the write-ahead log to $wal.upgrade, see above."
    rm -rf "$new/pg_wal"
    ln -s "$wal" "$new/pg_wal"
  fi
  flush "$tree" ${wal:+"$wal.upgrade"}
  printf '%s\n' "$upgraded" >"$tree/$mark"
  flush "$tree"
  mv -T "$tree/$mark" "$new/$mark"
  flush "$tree"
  finished=yes
}

# What pg_upgrade leaves to people, while nobody else comes in.
leave_nothing_to_do() {
  echo "listen_addresses = '*'" >>"$new/postgresql.conf"
  # Nothing of the password in its log.
  "$NEW_BINARIES/postgres" -D "$new" "$@" -c listen_addresses= -c unix_socket_directories="$work" -c port=5432 -c log_statement=none -c ssl=off \
    -c log_min_error_statement=panic -c log_min_duration_statement=-1 -c log_parameter_max_length_on_error=0 -c archive_mode=off -c logging_collector=off >"$work/output" 2>&1 &
  server=$!
  export PGHOST="$work" PGPORT=5432 PGUSER="$install_user"
  until "$NEW_BINARIES/pg_isready" --quiet --dbname=template1; do
    kill -0 "$server" 2>/dev/null || {
      cat "$work/output" >&2
      fail 1 'the new server does not start on the upgraded data, see above. The old data is as it was.'
    }
    sleep 0.1
  done
  run_psql template1 <<SQL >/dev/null || fail 1 "cannot give $user the password of DB_PASSWORD_FILE, see above."
SET standard_conforming_strings = on;
ALTER ROLE "$(printf %s "$user" | sed 's/"/""/g')" PASSWORD '$(quoted "$password")';
SQL
  if [ -s "$work/pg_hba.conf" ]; then
    cp "$new/pg_hba.conf" "$work/pg_hba.new"
    cp "$work/pg_hba.conf" "$new/pg_hba.conf"
    wrong=$(echo "SELECT string_agg(format('line %s: %s', line_number, error), '; ') FROM pg_hba_file_rules WHERE error IS NOT NULL" | run_psql template1) || wrong='it cannot be read'
    if [ -n "$wrong" ]; then fail 3 "the pg_hba.conf of the old database is not for $NEW_VERSION: $wrong. $again Take the DatabaseUpgrade out, mend it there, and put it back."; fi
    if [ -s "$work/pg_ident.conf" ]; then cp "$work/pg_ident.conf" "$new/pg_ident.conf"; fi
  else
    printf '%s\n' 'local all all scram-sha-256' 'host all all all scram-sha-256' >"$new/pg_hba.conf"
  fi
  left=$(sed -n 's/^\([a-z_.]*\) *=.*/\1/p' "$old/postgresql.auto.conf" 2>/dev/null | tr '\n' ' ')
  if [ -n "$left" ]; then say "settings of ALTER SYSTEM are not taken along: $left"; fi
  for file in "$tree"/update_extensions.sql "$new"/pg_upgrade_output.d/*/update_extensions.sql; do
    if [ -s "$file" ]; then
      say 'updating extensions.'
      run_psql template1 <"$file" || fail 1 "extensions cannot be updated, see above. The old data is as it was."
    fi
  done
  if [ "$sorting" = changed ]; then
    say 'building all indexes anew, since another C library sorts them.'
    "$NEW_BINARIES/reindexdb" --all --quiet || fail 1 'indexes cannot be built anew, see above. The old data is as it was.'
    if [ "$NEW_VERSION" -ge 15 ]; then
      run_psql template1 <<'SQL' || fail 1 'the version of the collation cannot be noted, see above.'
SELECT format('ALTER DATABASE %I REFRESH COLLATION VERSION', datname) FROM pg_database WHERE datallowconn AND datcollversion IS NOT NULL \gexec
SQL
    fi
  fi
  if [ "${UPGRADE_ANALYZE:-}" = no ]; then
    say 'the statistics are missing, without which queries are slow: run vacuumdb --all --analyze-in-stages in the Pod.'
  else
    say 'gathering statistics.'
    some=
    if [ "$NEW_VERSION" -ge 18 ]; then some=--missing-stats-only; fi
    "$NEW_BINARIES/vacuumdb" --all --quiet --analyze-in-stages ${some:+"$some"} || fail 1 'the statistics cannot be gathered, see above. The old data is as it was.'
  fi
  unset PGHOST PGPORT PGUSER
  kill -INT "$server"
  wait "$server" || fail 1 'the new server did not stop cleanly, see above. The old data is as it was.'
  server=
  rm -rf "$new/pg_upgrade_output.d"
}

server=
work=$(mktemp -d)
trap 'clean_up' EXIT
trap 'exit 143' TERM
if [ "$finished" = no ]; then upgrade "$@"; fi

# -T: if there is something by now, fail. Plain mv would move the tree into it.
# The data directory comes last: a database that is visible is whole.
hint='Is it a mount point? Those cannot be renamed: give a directory in the volume.'
if [ -n "$wal" ] && [ -d "$wal.upgrade" ]; then mv -T "$wal.upgrade" "$wal" || fail 1 "cannot rename $wal.upgrade to $wal. $hint"; fi
mv -T "$new" "$target" || fail 1 "cannot rename $new to $target. $hint"
flush "$volume" ${wal:+"${wal%/*}"}
rm -rf "$tree"
say "$target is upgraded from $OLD_VERSION to $NEW_VERSION."
