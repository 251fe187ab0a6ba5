#!/bin/sh
# Initialises a data directory of MariaDB or MySQL in an init container, before the
# server of the same image starts. Arguments: options of the server, which
# initialisation and the temporary server get too. Environment:
#
#   DATA_DIR            absolute path of the data directory: in a mounted volume,
#                       not a mount point itself
#   DB_NAME             the database to make
#   DB_USERNAME_FILE    file with the name of the user that gets all rights on it
#   DB_PASSWORD_FILE    file with his password: one line
#   ROOT_PASSWORD_FILE  optional: root gets this password and may come from any
#                       host; without it the user's password, from localhost only
#   DB_UPGRADE_FROM     optional: the series whose data the server may change in place
#   INIT_FILES_DIR      optional: *.sql, *.sql.gz and *.sh in there are run once by
#                       root, in order; without it /docker-entrypoint-initdb.d
#
# It can be killed at any point and started again: all is done in DATA_DIR.tmp, and
# a rename makes the finished database visible. What is whole is never touched.
# DATA_DIR.tmp is its own; it never removes anything else.
#
# Exit status: 0 done, or nothing to do; 1 failed; 2 wrong settings; 3 refused.
set -eu

me=init-mysql
# include say
# include fail
# include exists
# include is-empty
# include flush
# include client-errors
# include room
# include new-database

in_volume DATA_DIR "${DATA_DIR:-}"
data=$DATA_DIR
tmp=$data.tmp
[ -n "${DB_NAME:-}" ] || fail 2 'DB_NAME is not set.'
user=$(secret DB_USERNAME_FILE "${DB_USERNAME_FILE:-}")
refuse_name() { fail 2 "the user's name in DB_USERNAME_FILE ('$DB_USERNAME_FILE') $1. Put another one into the Secret."; }
# Accounts of the server's own, from localhost, would be taken for him.
case $user in
  *' ') refuse_name 'ends with a blank, which the server leaves out' ;;
  root | mariadb.sys | mysql.sys | mysql.session | mysql.infoschema) refuse_name "is $user, who is there anyway" ;;
esac
password=$(secret DB_PASSWORD_FILE "${DB_PASSWORD_FILE:-}")
root_password=$password
if [ -n "${ROOT_PASSWORD_FILE:-}" ]; then root_password=$(secret ROOT_PASSWORD_FILE "$ROOT_PASSWORD_FILE"); fi
files=${INIT_FILES_DIR:-/docker-entrypoint-initdb.d}

again='Nothing was changed.'
if command -v mariadbd >/dev/null; then
  product=MariaDB daemon=mariadbd client=mariadb admin=mariadb-admin without=--loose-wsrep-on=OFF
else
  product=MySQL daemon=mysqld client=mysql admin=mysqladmin without=--loose-mysqlx=OFF
fi

# The series, such as 10.11 or 8.4, that wrote a data directory last. MariaDB's tools
# write it down, MySQL's server since 8.4; nothing tells it of data of MySQL 8.0 that was
# never changed over.
series_of_data() {
  for file in "$data/mariadb_upgrade_info" "$data/mysql_upgrade_info"; do
    if [ -s "$file" ]; then
      sed -n '1s/^\([0-9]*\.[0-9]*\).*/\1/p' "$file"
      return
    fi
  done
  if [ -s "$data/mysql_upgrade_history" ]; then
    # The last one; of the versions alone, not those with an update.
    sed 's/"version":"/\n&/g' "$data/mysql_upgrade_history" | sed -n 's/^"version":"\([0-9]*\.[0-9]*\).*/\1/p' | tail -n 1
  fi
}

# A newer server changes the data as it starts, or half of it until its tool has run, and
# an older one cannot read it any more: not without a word.
check_series() {
  series=$("$daemon" --no-defaults --version)
  series=${series##*Ver }
  series=$(printf '%s\n' "$series" | sed -n 's/^\([0-9]*\.[0-9]*\).*/\1/p')
  found=$(series_of_data)
  [ -n "$found" ] || return 0
  [ "$found" != "$series" ] || return 0
  [ "$found" != "${DB_UPGRADE_FROM:-}" ] || return 0
  newer=$(printf '%s\n%s\n' "$found" "$series" | sort -t. -k1,1n -k2,2n | tail -n 1)
  if [ "$newer" = "$found" ]; then
    fail 3 "$data is of $product $found, this image has $series, which cannot read it. $again Use an image of $found."
  fi
  case $product in
    MariaDB) tool=' mariadb-upgrade, run by root, completes it,' ;;
    *) tool='' ;;
  esac
  fail 3 "$data is of $product $found, this image has $series. $again Use an image of $found; to change over, make a backup with it and restore that into a" \
    "new database of $series. Or set the variable DB_UPGRADE_FROM to $found, after a backup: then this server changes the data in place,$tool and there is no way back."
}

# First look at everything, so that a refusal leaves all as it was.

if [ -d "$data/mysql" ] && [ -s "$data/ibdata1" ]; then
  made_by=$product
  if [ -e "$data/aria_log_control" ]; then
    made_by=MariaDB
  elif [ -e "$data/mysql.ibd" ]; then
    made_by=MySQL
  fi
  if [ "$made_by" != "$product" ]; then
    fail 3 "$data is of $made_by, this image has $product. $again Use an image of $made_by."
  fi
  check_series
  say "$data is complete, nothing to do."
  exit 0
fi
# In characters: each has one byte that does not continue another.
case $product in
  MariaDB) longest=128 ;;
  *) longest=32 ;;
esac
[ "$(printf %s "$user" | LC_ALL=C tr -d '\200-\277' | wc -c)" -le "$longest" ] ||
  refuse_name "has more than $longest characters, which is more than $product takes"
if [ -L "$data" ] || { exists "$data" && [ ! -d "$data" ]; }; then
  fail 3 "$data is not a directory. $again Move it away, then start the Pod again."
fi
if [ -d "$data" ] && ! is_empty "$data"; then
  fail 3 "$data is not empty, and not a whole database. $again Perhaps another tool was interrupted while it" \
    "initialised it. Move it away, or remove it if nothing in it is needed, then start the Pod again."
fi
volume=${data%/*}
[ -d "$volume" ] || fail 2 "$volume is not there. Is the volume mounted?"
strangers "$volume" "${data##*/}"
if [ -n "$others" ]; then
  for file in "$volume"/ibdata1 "$volume"/*/ibdata1 "$volume"/*/*/ibdata1; do
    if [ -s "$file" ]; then others="$others (${file%/*} is data of MariaDB or MySQL)"; fi
  done
  fail 3 "$volume holds other data: $others. A new database beside it would be empty. $again" \
    "To take it over where it lies, say storage.existing (npx cdk8s-storage adopt writes it); for a new database give a volume of its own, or move the rest away. Then start the Pod again."
fi

clean_up() {
  if [ -n "$server" ]; then kill -KILL "$server" 2>/dev/null || :; fi
  rm -rf "$work"
}

# Where its disk is full, a server waits for room, and its clients for it: for ever, as
# nobody looks into an init container that has not failed.
waits='Waiting for someone to free space'

# What the server says, and its end where it waits.
listen() {
  while IFS= read -r said; do
    printf '%s\n' "$said"
    case $said in
      *"$waits"*) kill -KILL "$(cat "$work/pid")" ;;
    esac
  done
}

# Without option files, which are for clients of the real server.
run_client() {
  program=$1
  shift
  "$program" --no-defaults --protocol=socket --socket="$work/socket" --user=root "$@"
}
run_sql() { run_client "$client" --default-character-set=utf8mb4 "$@"; }

run_text() { run_sql "$DB_NAME" <"$1"; }
run_stream() { run_sql "$DB_NAME"; }
# include init-files

# Not echo: that of dash takes backslashes for its own.
line() { printf '%s\n' "$1"; }
literal() { line "$1" | sed "s/[\\\\']/\\\\&/g; s/^/'/; s/\$/'/"; }
identifier() { line "$1" | sed "s/\`/\`\`/g; s/^/\`/; s/\$/\`/"; }

rm -rf "$tmp"
work=$(mktemp -d)
server=
trap clean_up EXIT
trap 'exit 143' TERM

if [ "$product" = MariaDB ]; then
  # --rpm: no questions of name resolution.
  mariadb-install-db "$@" --datadir="$tmp" --rpm --auth-root-authentication-method=normal --skip-test-db --skip-log-bin \
    --default-time-zone=SYSTEM >"$work/log" 2>&1 &
  installer=$!
  while kill -0 "$installer" 2>/dev/null && ! grep "$waits" "$work/log" >/dev/null; do sleep 0.1; done
  if grep "$waits" "$work/log" >/dev/null || ! wait "$installer"; then
    # Without its advice on other matters, which is all that the status of a Pod has room for.
    sed '/^The problem could be conflicting/,$d' "$work/log" >&2
    fail 1 "mariadb-install-db failed, see above.$(room "$volume")"
  fi
else
  "$daemon" "$@" --datadir="$tmp" --initialize-insecure --skip-log-bin --default-time-zone=SYSTEM || fail 1 "$daemon --initialize-insecure failed, see above.$(room "$volume")"
fi

# No TCP: nobody may take it for the real one.
mkfifo "$work/said"
listen <"$work/said" >&2 &
"$daemon" "$@" --datadir="$tmp" --skip-networking --socket="$work/socket" --pid-file="$work/pid" --skip-log-bin \
  --default-time-zone=SYSTEM "$without" >"$work/said" 2>&1 &
server=$!
until run_client "$admin" --silent ping >/dev/null 2>&1; do
  kill -0 "$server" 2>/dev/null || fail 1 "the temporary server did not start, see above.$(room "$volume")"
  sleep 0.1
done

zones=
for tool in mariadb-tzinfo-to-sql mysql_tzinfo_to_sql; do
  if command -v "$tool" >/dev/null && [ -d /usr/share/zoneinfo ]; then zones=$tool; fi
done
if [ -n "$zones" ]; then
  "$zones" /usr/share/zoneinfo >"$work/zones" 2>/dev/null || fail 1 "$zones failed."
  # A placeholder in tzdata is too long for the table's column.
  sed -i 's/Local time zone must be set--see zic manual page/FCTY/' "$work/zones"
  run_sql mysql <"$work/zones" || fail 1 "cannot load the time zones, see above.$(room "$volume")"
fi

name=$(identifier "$DB_NAME")
# In a grant _ and % are patterns.
pattern=$(line "$name" | sed 's/[_%]/\\&/g')
account="$(literal "$user")@'%'"
{
  # What MariaDB makes besides root@localhost has no password.
  run_sql --batch --raw --skip-column-names --execute "
    SELECT CONCAT('DROP USER ', QUOTE(user), '@', QUOTE(host), ';') FROM mysql.user
    WHERE (user = '' AND host <> '') OR (user = 'root' AND host <> 'localhost')" || fail 1 'cannot read the users, see above.'
  # The literals below are written for the default mode.
  line "SET SESSION sql_mode = '';"
  line "CREATE DATABASE IF NOT EXISTS $name;"
  line "CREATE USER $account IDENTIFIED BY $(literal "$password");"
  line "GRANT ALL PRIVILEGES ON $pattern.* TO $account;"
  # Else he could not back up routines that others defined, such as root in the files below.
  if [ "$product" = MariaDB ]; then readable='SELECT ON mysql.proc'; else readable='SHOW_ROUTINE ON *.*'; fi
  line "GRANT $readable TO $account;"
  if [ -n "${ROOT_PASSWORD_FILE:-}" ]; then
    line "CREATE USER 'root'@'%' IDENTIFIED BY $(literal "$root_password");"
    line "GRANT ALL PRIVILEGES ON *.* TO 'root'@'%' WITH GRANT OPTION;"
  fi
  line "ALTER USER 'root'@'localhost' IDENTIFIED BY $(literal "$root_password");"
} >"$work/setup"
said=$(run_sql mysql <"$work/setup" 2>&1) || {
  client_errors "$said"
  fail 1 "cannot make the database $DB_NAME and its user, see above.$(room "$volume")"
}

# From here on root has a password. Scripts find the server without any option:
# by a file, since option files, such as those of the images, win over MYSQL_UNIX_PORT.
printf '[client]\nsocket=%s\nuser=root\n' "$work/socket" >"$work/.my.cnf"
MYSQL_PWD=$root_password
export MYSQL_PWD HOME="$work" MYSQL_DATABASE="$DB_NAME" MARIADB_DATABASE="$DB_NAME"
for file in "$files"/*; do
  if [ -f "$file" ]; then run_file "$file" || fail 1 "$file failed, see above.$(room "$volume")"; fi
done

kill -TERM "$server"
wait "$server" || fail 1 "the temporary server did not stop cleanly, see above.$(room "$volume")"
server=
# On disk before it gets its name, else a power failure could leave the name with half the files.
flush "$tmp"
# -T: if there is something by now, fail. Plain mv would move the tree into it.
mv -T "$tmp" "$data" || fail 1 "cannot rename $tmp to $data. Is it a mount point? Those cannot be renamed: give a directory in the volume."
flush "${data%/*}"
say "$data is initialised, with the database $DB_NAME."
