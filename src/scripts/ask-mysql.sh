#!/bin/sh
# Asks all that would stop the restore of a dump of MySQL or MariaDB, and changes
# nothing of the database. Arguments:
#
#   FILE  the file
#   MODE  empty: the database has nothing in it; replace: it may have something
#
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE, and
#
#   RESTORE_FROM_DATABASE  name of the database that the backup is of, where that is
#                          another one; without it DB_NAME
#   RESTORE_PATIENCE       seconds until those who are connected have to be gone;
#                          without it 60
#
# How much room the disk has cannot be asked: these servers do not tell.
#
# Exit status: 0 nothing is in the way; 1 cannot be asked; 3 refused, with all reasons.
set -eu
export LC_ALL=C
me=ask-mysql
# include say-aside
# include say-lines
# include refuse
# include mysql-user
# include mysql
# include until-nobody

# All lines that matter, in one pass: the head, and what begins an object. Lines of data
# never begin so; those of a routine may, and then count once too often.
# shellcheck disable=SC2016 # quotes of SQL
account='`([^`]|``)*`@`[^`]*`'
# shellcheck disable=SC2016
lines=$(gzip -dc "$1" | sed -nE \
  -e '1,20s#^-- (MySQL|MariaDB) dump .*#product \1#p' \
  -e '1,20s#^-- Host: .*    Database: (.*)$#database \1#p' \
  -e '1,20s#^-- Server version[^0-9]*([0-9]+[.][0-9]+).*#version \1#p' \
  -e 's#^[)] ENGINE=([A-Za-z0-9_]+).*#engine \1#p' \
  -e 's#^/[*]![0-9]+ VIEW .*#kind VIEW#p' \
  -e "s#^/[*]![0-9]+ DEFINER=($account) .*#definer \1#p" \
  -e "/^(\/[*]![0-9]+ )?CREATE/{s#^(/[*]![0-9]+ )?CREATE([*]/)? (/[*]![0-9]+ )?(DEFINER=($account)([*]/)? (/[*]![0-9]+ )?)?(TRIGGER|FUNCTION|PROCEDURE|EVENT) .*#kind \9\\
definer \5#p" -e '}')
of_lines() { printf '%s\n' "$lines" | sed -n "s/^$1 //p" | sed -n 1p; }
each_of() { printf '%s\n' "$lines" | sed -n "s/^$1 \(.\)/\1/p" | sort -u; }
count() { printf '%s\n' "$lines" | grep -cx "kind $1" || :; }

server=$(sql --execute 'SELECT VERSION()')
case $server in
  *MariaDB*) product=MariaDB ;;
  *) product=MySQL ;;
esac
series=${server%%-*}
series=${series%.*}
made_by=$(of_lines product)
version=$(of_lines version)
if [ -n "$made_by" ] && [ "$made_by" != "$product" ]; then
  refuse "the backup is of $made_by, the server is $product: what one writes, the other does not read. Give the database an image of $made_by."
elif [ -n "$version" ] && [ "$version" != "$series" ] &&
  [ "$(printf '%s\n%s\n' "$version" "$series" | sort -t. -k1,1n -k2,2n | tail -n 1)" = "$version" ]; then
  refuse "the backup is of $product $version, the server of $series. Backups go into the same version or a newer one: give the database version $version."
fi

from=$(of_lines database)
wanted=${RESTORE_FROM_DATABASE:-$DB_NAME}
if [ -n "$from" ] && [ "$from" != "$wanted" ]; then
  if [ "$2" = replace ] || [ -n "${RESTORE_FROM_DATABASE:-}" ]; then
    refuse "the backup is of the database $from, not of $wanted. Where that is meant, say so by the prop sourceDatabase: '$from' (RESTORE_FROM_DATABASE)."
  else
    say "the backup is of the database $from."
  fi
fi

[ "$(sql --execute 'SELECT @@global.read_only')" = 0 ] ||
  refuse 'the server is read-only: it takes no changes. Restore into the primary, or SET GLOBAL read_only = OFF.'

for engine in $(each_of engine); do
  [ "$(sql --execute "SELECT COUNT(*) FROM information_schema.engines WHERE engine = '$engine' AND support IN ('YES', 'DEFAULT')")" != 0 ] ||
    refuse "the backup has tables of the engine $engine, which this server has not. Give the database an image that has it, or load its plugin."
done

grants=$(sql --execute 'SHOW GRANTS')
is_administrator() { printf '%s\n' "$grants" | grep -E "($1).* ON \\*\\.\\* TO " >/dev/null; }

# With a binary log only an administrator may make triggers and functions, unless the
# server trusts all.
made=$(($(count TRIGGER) + $(count FUNCTION)))
if [ "$made" != 0 ] && ! is_administrator 'ALL PRIVILEGES|SUPER' &&
  [ "$(sql --execute 'SELECT @@log_bin = 1 AND @@log_bin_trust_function_creators = 0')" = 1 ]; then
  refuse "the backup has $made triggers and functions, which this user may not make on a server with a binary log." \
    'Start the server with --log-bin-trust-function-creators=ON, or with --skip-log-bin.'
fi

# An administrator makes each for the account that defined it; for others it becomes their own.
if is_administrator 'ALL PRIVILEGES|SUPER|SET USER|SET_USER_ID|SET_ANY_DEFINER'; then
  # shellcheck disable=SC2016 # quotes of SQL
  missing=$(each_of definer | while IFS= read -r account; do
    name=$(printf '%s\n' "${account%@*}" | sed -e 's/^`//' -e 's/`$//' -e 's/``/`/g' -e "s/[\\\\']/\\\\&/g")
    host=$(printf '%s\n' "${account##*@}" | sed -e 's/^`//' -e 's/`$//' -e "s/[\\\\']/\\\\&/g")
    [ "$(sql --execute "SELECT COUNT(*) FROM mysql.user WHERE user = '$name' AND host = '$host'")" != 0 ] || printf '%s\n' "$account"
  done)
  if [ -n "$missing" ]; then
    refuse_lines "$(printf '%s\n' "$missing" | sed 's/.*/the backup has objects that & defined, whom this server does not know: they would fail when they are used./')"
    refuse 'make these users, or restore as a user that has rights on the one database alone: then all becomes his.'
  fi
fi

# Rights that come by a role are not seen here.
if ! printf '%s\n' "$grants" | grep -v ' ON ' | grep '^GRANT ' >/dev/null; then
  have=$(
    sql <<'SQL'
SET @host = SUBSTRING_INDEX(CURRENT_USER(), '@', -1);
SET @grantee = CONCAT('''', LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - CHAR_LENGTH(@host) - 1), '''@''', @host, '''');
SELECT privilege_type FROM information_schema.user_privileges WHERE grantee = @grantee
UNION SELECT privilege_type FROM information_schema.schema_privileges WHERE grantee = @grantee AND DATABASE() LIKE table_schema;
SQL
  )
  missing=
  needs() {
    [ "$1" = 0 ] && return
    shift
    for right in "$@"; do
      printf '%s\n' "$have" | grep -Fx "$right" >/dev/null || missing="$missing, $right"
    done
  }
  needs 1 ALTER CREATE DROP INDEX INSERT 'LOCK TABLES' REFERENCES SELECT
  needs "$(count TRIGGER)" TRIGGER
  needs "$(count VIEW)" 'CREATE VIEW'
  needs "$(($(count FUNCTION) + $(count PROCEDURE)))" 'ALTER ROUTINE' 'CREATE ROUTINE'
  needs "$(count EVENT)" EVENT
  [ -z "$missing" ] || refuse "the user $user lacks rights that the backup needs: ${missing#, }. Let an administrator GRANT them on the database to this user."
fi

# What an account with SYSTEM_USER defined, only another one with it may drop in MySQL.
# Which accounts have it cannot be seen: root has.
if [ "$product" = MySQL ] && [ "$2" = replace ] && ! is_administrator SYSTEM_USER; then
  others=$(
    sql <<'SQL'
SELECT CONCAT('the ', kind, ' ', name, ' in the database is of ', definer, ': perhaps this user may not drop it.') FROM (
  SELECT 'view' AS kind, table_name AS name, definer FROM information_schema.views WHERE table_schema = DATABASE()
  UNION ALL SELECT LOWER(routine_type), routine_name, definer FROM information_schema.routines WHERE routine_schema = DATABASE()
  UNION ALL SELECT 'event', event_name, definer FROM information_schema.events WHERE event_schema = DATABASE()
) AS objects WHERE definer <> CURRENT_USER() ORDER BY kind, name LIMIT 10;
SQL
  )
  if [ -n "$others" ]; then
    refuse_lines "$others"
    refuse 'drop these as root, or let root GRANT SYSTEM_USER ON *.* to this user: what is restored becomes his own.'
  fi
fi

# This user's own sessions, and those of all where he may see them.
connected() {
  sql --execute "SELECT CONCAT(user, ' is connected to the database from ', host, ', ', LOWER(command), ' for ', time, ' s.')
    FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID() ORDER BY id LIMIT 10"
}
until_nobody connected
if [ -n "$found" ]; then
  refuse_lines "$found"
  refuse 'what they write from now on would be lost. Stop the applications, then restore again.'
fi

[ "$refused" = no ] || exit 3
