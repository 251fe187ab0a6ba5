#!/bin/sh
# Restores a pg_dump file in custom format. Arguments:
#
#   FILE  the file
#   MODE  empty: the database has nothing in it; replace: drop what it has first
#
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE, and
# RESTORE_OWNERS: keep (default), or user, which gives everything to the user
# that restores, with no privileges of others, for a server with other roles.
#
# All in one transaction: after a failure or a kill the database is as it was.
set -eu
PGUSER=$(cat "$DB_USERNAME_FILE")
PGPASSWORD=$(cat "$DB_PASSWORD_FILE")
export PGUSER PGPASSWORD PGHOST="${DB_HOST:-127.0.0.1}" PGPORT="${DB_PORT:-5432}" PGDATABASE="$DB_NAME"
export PGCONNECT_TIMEOUT="${PGCONNECT_TIMEOUT:-10}"

fail() {
  printf 'restore-postgres: %s\n' "$*" >&2
  exit 1
}

case ${RESTORE_OWNERS:-keep} in
  keep) owners= ;;
  user) owners='--no-owner --no-privileges' ;;
  *) fail "RESTORE_OWNERS is '$RESTORE_OWNERS', must be keep or user." ;;
esac

# Not pg_restore --clean: it leaves what the database has and the dump has not.
# The schema public is made anew as initdb makes it, which changed in 14 and 15.
drop_everything() {
  cat <<'SQL'
BEGIN;
SET LOCAL lock_timeout = '1min';
-- Nothing about what is dropped, nor about the BEGIN that follows this one.
SET LOCAL client_min_messages = error;
DO $drop$
DECLARE
  statement text;
  version int := current_setting('server_version_num')::int;
BEGIN
  FOR statement IN
    SELECT format('DROP EVENT TRIGGER IF EXISTS %I', evtname) FROM pg_event_trigger
    UNION ALL SELECT format('DROP PUBLICATION IF EXISTS %I', pubname) FROM pg_publication
  LOOP
    EXECUTE statement;
  END LOOP;
  FOR statement IN
    SELECT format('DROP SCHEMA IF EXISTS %I CASCADE', nspname) FROM pg_namespace
    WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_namespace'::regclass AND objid = pg_namespace.oid AND deptype = 'e')
  LOOP
    EXECUTE statement;
  END LOOP;
  FOR statement IN SELECT format('DROP EXTENSION IF EXISTS %I CASCADE', extname) FROM pg_extension WHERE extname <> 'plpgsql' LOOP
    EXECUTE statement;
  END LOOP;
  FOR statement IN SELECT format('DROP FOREIGN DATA WRAPPER IF EXISTS %I CASCADE', fdwname) FROM pg_foreign_data_wrapper LOOP
    EXECUTE statement;
  END LOOP;
  PERFORM lo_unlink(oid) FROM pg_largeobject_metadata;
  CREATE SCHEMA public;
  COMMENT ON SCHEMA public IS 'standard public schema';
  IF version >= 140000 THEN ALTER SCHEMA public OWNER TO pg_database_owner; END IF;
  IF version >= 150000 THEN GRANT USAGE ON SCHEMA public TO PUBLIC; ELSE GRANT ALL ON SCHEMA public TO PUBLIC; END IF;
END
$drop$;
SQL
}

# pg_restore itself writes BEGIN and, at the very end, COMMIT: without that the server
# rolls back. A COMMIT of ours would come too late, since without this option every
# group of large objects ends with one.
transaction() {
  if [ "$2" = replace ]; then drop_everything; fi
  # shellcheck disable=SC2086 # two words or none
  pg_restore --single-transaction --file=- $owners "$1"
}

# A pipe has only its last program's status; the other one comes by descriptor 3.
read_status=$(
  {
    {
      status=0
      transaction "$@" 3>&- || status=$?
      echo "$status" >&3
    } | psql --no-psqlrc --no-password --quiet --output=/dev/null --set=ON_ERROR_STOP=1 3>&-
  } 3>&1
) || fail "the server did not take the backup, see above. The database is as it was."
[ "$read_status" = 0 ] || fail "the backup could not be read to its end, see above. The database is as it was."
