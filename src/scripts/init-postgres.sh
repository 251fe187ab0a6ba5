#!/bin/sh
# Initialises a PostgreSQL data directory in an init container, before the server
# of the same image starts. Arguments: options of the server, which the temporary
# server gets too. Environment:
#
#   PGDATA            absolute path of the data directory: in a mounted volume, not
#                     a mount point itself
#   DB_NAME           the database to make
#   DB_USERNAME_FILE  file with the name of its owner, the superuser
#   DB_PASSWORD_FILE  file with his password: one line
#   INITDB_ARGS       optional: more options of initdb, separated by blanks
#   WAL_DIR           optional: where the write-ahead log goes, as PGDATA on a volume
#   INIT_FILES_DIR    optional: *.sql, *.sql.gz and *.sh in there are run once, in
#                     order; without it /docker-entrypoint-initdb.d
#
# It can be killed at any point and started again: all is done in PGDATA.tmp, and
# a rename makes the finished database visible. What is whole is never touched.
# PGDATA.tmp and WAL_DIR.tmp are its own; it never removes anything else.
#
# Exit status: 0 done, or nothing to do; 1 failed; 2 wrong settings; 3 refused.
set -eu

me=init-postgres
# include say
# include fail
# include exists
# include is-empty
# include flush
# include room
# include new-database

# include new-postgres
data=$target
tmp=$data.tmp
PGUSER=$user PGPASSWORD=$password
files=${INIT_FILES_DIR:-/docker-entrypoint-initdb.d}

again='Nothing was changed.'
version=$(postgres --version)
version=${version#*) }
version=${version%%[!0-9]*}

# First look at everything, so that a refusal leaves all as it was.

if [ -s "$data/PG_VERSION" ] && [ -s "$data/global/pg_control" ]; then
  found=$(cat "$data/PG_VERSION")
  if [ "$found" != "$version" ]; then
    fail 3 "$data is of PostgreSQL $found, this image has $version. $again Use an image of $found;" \
      "to change over, make a backup with it and restore that into a new database of $version, or run pg_upgrade."
  fi
  if [ -L "$data/pg_wal" ] && [ ! -d "$data/pg_wal" ]; then
    fail 3 "$data/pg_wal leads to $(readlink "$data/pg_wal"), which is not there. $again Mount the volume with the write-ahead log."
  fi
  say "$data is complete, nothing to do."
  exit 0
fi

# What initdb refuses only when it is half done, in words that name no Secret. Found by
# trying; of a whole database the name is whatever it is.
refuse_name() { fail 2 "the user's name in DB_USERNAME_FILE ('$DB_USERNAME_FILE') $1, which initdb refuses. Put another one into the Secret."; }
case $PGUSER in
  *[\"\$\'\\]*) refuse_name "has a quote, a dollar sign or a backslash" ;;
  pg_*) refuse_name 'begins with pg_' ;;
  none | public) refuse_name 'is none or public' ;;
esac
[ "$(printf %s "$PGUSER" | wc -c)" -le 63 ] || refuse_name 'has more than 63 bytes'

if [ -L "$data" ] || { exists "$data" && [ ! -d "$data" ]; }; then
  fail 3 "$data is not a directory. $again Move it away, then start the Pod again."
fi
if [ -d "$data" ] && ! is_empty "$data"; then
  fail 3 "$data is not empty, and not a whole database. $again Perhaps another tool was interrupted while it" \
    "initialised it. Move it away, or remove it if nothing in it is needed, then start the Pod again."
fi
for place in "$data" ${wal:+"$wal"}; do
  volume=${place%/*}
  [ -d "$volume" ] || fail 2 "$volume is not there. Is the volume mounted?"
  strangers "$volume" "${place##*/}"
  [ -n "$others" ] || continue
  for file in "$volume"/PG_VERSION "$volume"/*/PG_VERSION "$volume"/*/*/PG_VERSION; do
    if [ -s "$file" ]; then others="$others (${file%/*} is data of PostgreSQL $(cat "$file"))"; fi
  done
  fail 3 "$volume holds other data: $others. A new database beside it would be empty. $again" \
    "To take it over where it lies, say storage.existing (npx cdk8s-storage adopt writes it); for a new database give a volume of its own, or move the rest away. Then start the Pod again."
done

# A run that was killed while it made the finished database visible: its log leads
# to the final place only from then on.
if [ -n "$wal" ] && [ -L "$tmp/pg_wal" ] && [ "$(readlink "$tmp/pg_wal")" = "$wal" ] && { [ -d "$wal.tmp" ] || [ -d "$wal" ]; }; then
  finished=yes
else
  finished=no
  if [ -n "$wal" ] && exists "$wal" && ! { [ -d "$wal" ] && [ ! -L "$wal" ] && is_empty "$wal"; }; then
    fail 3 "$wal is not empty, but there is no database in $data that it could belong to. $again" \
      'Mount the data volume that belongs to it; or move it away, then start the Pod again.'
  fi
fi

initialise() {
  rm -rf "$tmp" ${wal:+"$wal.tmp"}
  work=$(mktemp -d)
  server=
  trap 'clean_up' EXIT
  trap 'exit 143' TERM

# include user-name
  (
    if [ -n "${wrapper:-}" ]; then export LD_PRELOAD="$wrapper" NSS_WRAPPER_PASSWD="$work/passwd" NSS_WRAPPER_GROUP="$work/group"; fi
    set -f
    # shellcheck disable=SC2086 # several words
    exec initdb --pgdata="$tmp" --username="$PGUSER" --pwfile="$DB_PASSWORD_FILE" --auth=scram-sha-256 --encoding=UTF8 \
      ${wal:+--waldir="$wal.tmp"} ${INITDB_ARGS:-}
  ) || fail 1 "initdb failed, see above.$(room "${data%/*}")"
  # initdb lets in only who comes from the same host.
  echo 'host all all all scram-sha-256' >>"$tmp/pg_hba.conf"
  echo "listen_addresses = '*'" >>"$tmp/postgresql.conf"

  export PGUSER PGPASSWORD PGHOST="$work" PGPORT=5432
  # No TCP: nobody may take it for the real one.
  postgres -D "$tmp" "$@" -c listen_addresses= -c unix_socket_directories="$work" -c port=5432 &
  server=$!
  until pg_isready --quiet --username="$PGUSER" --dbname=postgres; do
    kill -0 "$server" 2>/dev/null || fail 1 "the temporary server did not start, see above.$(room "${data%/*}")"
    sleep 0.1
  done
  run_psql --dbname=postgres --set=name="$DB_NAME" <<'SQL' || fail 1 "cannot make the database $DB_NAME, see above.$(room "${data%/*}")"
SELECT format('CREATE DATABASE %I', :'name') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
SQL
  export PGDATABASE="$DB_NAME" POSTGRES_USER="$PGUSER" POSTGRES_DB="$DB_NAME"
  for file in "$files"/*; do
    if [ -f "$file" ]; then run_file "$file" || fail 1 "$file failed, see above.$(room "${data%/*}")"; fi
  done
  unset PGDATABASE POSTGRES_USER POSTGRES_DB PGUSER PGPASSWORD PGHOST PGPORT

  kill -INT "$server"
  wait "$server" || fail 1 "the temporary server did not stop cleanly, see above.$(room "${data%/*}")"
  server=
  # On disk before it gets its name, else a power failure could leave the name with half the files.
  flush "$tmp" ${wal:+"$wal.tmp"}
  if [ -n "$wal" ]; then
    ln -s "$wal" "$work/pg_wal"
    cp -P "$work/pg_wal" "$tmp/pg_wal.new"
    mv -f -T "$tmp/pg_wal.new" "$tmp/pg_wal"
    flush "$tmp"
  fi
}

clean_up() {
  if [ -n "$server" ]; then kill -QUIT "$server" 2>/dev/null || :; fi
  rm -rf "$work"
}

run_psql() { psql --no-psqlrc --no-password --quiet --set=ON_ERROR_STOP=1 "$@"; }

run_text() { run_psql --file="$1"; }
run_stream() { run_psql; }
# include init-files

if [ "$finished" = no ]; then initialise "$@"; fi

# -T: if there is something by now, fail. Plain mv would move the tree into it.
# The data directory comes last: a database that is visible is whole.
hint='Is it a mount point? Those cannot be renamed: give a directory in the volume.'
if [ -n "$wal" ] && [ -d "$wal.tmp" ]; then mv -T "$wal.tmp" "$wal" || fail 1 "cannot rename $wal.tmp to $wal. $hint"; fi
mv -T "$tmp" "$data" || fail 1 "cannot rename $tmp to $data. $hint"
flush "${data%/*}" ${wal:+"${wal%/*}"}
say "$data is initialised, with the database $DB_NAME."
