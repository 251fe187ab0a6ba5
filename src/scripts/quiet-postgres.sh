#!/bin/sh
# Asks whether an old server is quiet, before a dump that is to take its place: what is
# written to it from now on would not be in there. Changes nothing.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE, and
#
#   RESTORE_PATIENCE  seconds until those who are connected have to be gone;
#                     without it 60
#
# Exit status: 0 nobody writes; 1 cannot be asked; 3 somebody does, or may.
set -eu
me=quiet-postgres
# include say-aside
# include say-lines
# include postgres-user
# include postgres-home
# include psql
# include until-nobody
export PGDATABASE="$home"

# What stands in the data of the server, and not of the database, stays behind.
others=$(
  ask <<'SQL'
SELECT string_agg(quote_ident(datname), ', ' ORDER BY datname) FROM pg_database
WHERE datallowconn AND NOT datistemplate AND datname NOT IN (:'name', 'postgres')
SQL
)
[ -z "$others" ] || say "other databases of this server are not taken along: $others."

# Who writes, with what to do about it.
writers() {
  ask <<'SQL'
SELECT format('%s%s is connected to the old database%s, %s since %s.', usename, coalesce(' (' || nullif(application_name, '') || ')', ''),
  coalesce(' from ' || host(client_addr), ''), coalesce(state, backend_type), date_trunc('second', coalesce(state_change, backend_start)))
FROM pg_stat_activity WHERE datname = :'name' AND pid <> pg_backend_pid()
  AND backend_type NOT IN ('autovacuum worker', 'parallel worker', 'logical replication worker', 'walsender') ORDER BY backend_start LIMIT 10;
SELECT format('the subscription %I of the old database is enabled and goes on writing. In the database: ALTER SUBSCRIPTION %I DISABLE;', subname, subname)
FROM pg_subscription WHERE subenabled AND subdbid = (SELECT oid FROM pg_database WHERE datname = :'name') ORDER BY subname;
SELECT format('the transaction %L of %I is prepared since %s, and would be in no dump. In the database: COMMIT PREPARED %L; or ROLLBACK PREPARED %L;',
  gid, owner, date_trunc('second', prepared), gid, gid)
FROM pg_prepared_xacts WHERE database = :'name' ORDER BY gid;
SQL
}
until_nobody writers
if [ -n "$found" ]; then
  say_lines "$found"
  say 'what is written to the old database from now on would be lost. Stop the applications, then try again.'
  exit 3
fi
