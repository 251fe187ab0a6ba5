#!/bin/sh
# Asks all that would stop the restore of a pg_dump file, and changes nothing. Arguments:
#
#   FILE  the file
#   MODE  empty: the database has nothing in it; replace: it may have something
#
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE, and
#
#   RESTORE_FROM_DATABASE  name of the database that the backup is of, where that is
#                          another one; without it DB_NAME
#   RESTORE_SPACE          unchecked: do not ask whether the disk has room
#   RESTORE_PATIENCE       seconds until those who are connected have to be gone;
#                          without it 60
#
# Exit status: 0 nothing is in the way; 1 cannot be asked; 3 refused, with all reasons.
set -eu
me=ask-postgres
# include say-aside
# include say-lines
# include refuse
# include postgres-user
# include postgres-home
# include psql
# include until-nobody
export PGDATABASE="$home"

head=$(pg_restore --list "$1")
of_head() { printf '%s\n' "$head" | sed -n "s/^; *$1: *//p"; }

server=$(ask --command='SHOW server_version_num')
server=${server%????}
made_by=$(of_head 'Dumped from database version')
if [ "${made_by%%[!0-9]*}" -gt "$server" ] 2>/dev/null; then
  refuse "the backup is of PostgreSQL ${made_by%%[!0-9]*}, the server of $server. Backups go into the same version or a newer one:" \
    "give the database version ${made_by%%[!0-9]*}."
fi

from=$(of_head dbname)
wanted=${RESTORE_FROM_DATABASE:-$DB_NAME}
if [ "$from" != "$wanted" ]; then
  if [ "$2" = replace ] || [ -n "${RESTORE_FROM_DATABASE:-}" ]; then
    refuse "the backup is of the database $from, not of $wanted. Where that is meant, say so by the prop sourceDatabase: '$from' (RESTORE_FROM_DATABASE)."
  else
    say "the backup is of the database $from."
  fi
fi

# As a reason each, in the order in which they have to be seen to.
refuse_lines "$(
  ask <<'SQL'
SELECT format('the user %I may not make databases, which a restore needs to do it beside the old one. As a superuser: ALTER ROLE %I CREATEDB;', rolname, rolname)
FROM pg_roles WHERE rolname = current_user AND NOT (rolsuper OR rolcreatedb);
SELECT format('the database %I belongs to %I, and the user %I is none of its. As a superuser: ALTER DATABASE %I OWNER TO %I;',
  datname, pg_get_userbyid(datdba), current_user, datname, current_user)
FROM pg_database WHERE datname = :'name' AND NOT pg_has_role(datdba, 'USAGE');
SELECT 'the server is a standby, or still recovers: it takes no changes. Restore into the primary.' WHERE pg_is_in_recovery();
SELECT format('the database has the subscription %I, with which it cannot be replaced. In the database: ALTER SUBSCRIPTION %I DISABLE;'
  ' ALTER SUBSCRIPTION %I SET (slot_name = NONE); DROP SUBSCRIPTION %I;', subname, subname, subname, subname)
  || coalesce(' Then at its publisher: SELECT pg_drop_replication_slot(' || quote_literal(subslotname) || ');', '')
FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = :'name') ORDER BY subname;
SELECT format('the replication slot %s reads from the database%s, and would be lost with it: who reads it has to begin anew. When that is seen to:'
  ' SELECT pg_drop_replication_slot(%L);', slot_name, CASE WHEN active THEN ' at this moment' ELSE '' END, slot_name)
FROM pg_replication_slots WHERE database = :'name' AND NOT temporary ORDER BY slot_name;
SELECT format('the transaction %L of %I is prepared since %s, and keeps the database from being replaced. In the database: COMMIT PREPARED %L; or ROLLBACK PREPARED %L;',
  gid, owner, date_trunc('second', prepared), gid, gid)
FROM pg_prepared_xacts WHERE database = :'name' ORDER BY gid;
SQL
)"

extensions=$(printf '%s\n' "$head" | sed -n "s/^[0-9]*; [0-9]* [0-9]* EXTENSION - \(.*[^ ]\) *\$/\1/p")
missing=$(
  ask --set=extensions="$extensions" <<'SQL'
SELECT string_agg(wanted, ', ' ORDER BY wanted) FROM regexp_split_to_table(:'extensions', '\s*\n\s*') AS wanted
WHERE wanted <> '' AND NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = wanted)
SQL
)
[ -z "$missing" ] || refuse "the backup needs extensions that this image has not: $missing. Give the database an image that has them."

# What a dump has in another encoding need not fit into this one.
encoding=$(pg_restore --section=pre-data --schema-only --file=- "$1" | sed -n "s/^SET client_encoding = '\(.*\)';\$/\1/p" | head -n 1)
refuse_lines "$(
  ask --set=encoding="$encoding" <<'SQL'
SELECT format('the backup is in the encoding %s, the database in %s, which has not all of its characters. Give the database the same by initdbArgs (--encoding=%s).',
  :'encoding', pg_encoding_to_char(encoding), :'encoding')
FROM pg_database WHERE datname = :'name' AND :'encoding' <> '' AND pg_encoding_to_char(encoding) NOT IN (:'encoding', 'SQL_ASCII')
  AND (pg_encoding_to_char(encoding) <> 'UTF8' OR :'encoding' = 'SQL_ASCII')
SQL
)"

# The server alone sees its disk, and shows it to a superuser. The text of the data is
# what it takes there at least, indexes not counted; one that compresses well takes less.
if [ "${RESTORE_SPACE:-}" != unchecked ]; then
  free=$(
    ask 2>/dev/null <<'SQL'
CREATE TEMPORARY TABLE room (line text);
COPY room FROM PROGRAM 'df -P -k . | tr "\\" /';
SELECT (regexp_match(line, '\s([0-9]+)\s+[0-9]+%\s'))[1] FROM room WHERE line ~ '\s[0-9]+%\s'
SQL
  ) || free=
  if [ -n "$free" ]; then
    needed=$(pg_restore --data-only --file=- "$1" | wc -c)
    needed=$((needed / 1024))
    if [ "$needed" -gt "$free" ]; then
      refuse "the disk of the database has $((free / 1024))Mi of room, and the backup takes about $((needed / 1024))Mi beside what is there. Make the claim larger," \
        'or drop what is not needed. If you know that it fits: the prop checkSpace: false (RESTORE_SPACE=unchecked).'
    fi
  else
    say 'this user cannot see how much room the disk of the database has.'
  fi
fi

connected() {
  ask <<'SQL'
SELECT format('%s%s is connected to the database%s, %s since %s.', usename, coalesce(' (' || nullif(application_name, '') || ')', ''),
  coalesce(' from ' || host(client_addr), ''), coalesce(state, backend_type), date_trunc('second', coalesce(state_change, backend_start)))
FROM pg_stat_activity WHERE datname = :'name' AND pid <> pg_backend_pid()
  AND backend_type NOT IN ('autovacuum worker', 'parallel worker', 'logical replication worker', 'walsender') ORDER BY backend_start LIMIT 10
SQL
}
until_nobody connected
if [ -n "$found" ]; then
  refuse_lines "$found"
  refuse 'what they write from now on would be lost. Stop the applications, then restore again.'
fi

[ "$refused" = no ] || exit 3
