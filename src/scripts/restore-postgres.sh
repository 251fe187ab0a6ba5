#!/bin/sh
# Restores a pg_dump file in custom format. Arguments:
#
#   FILE  the file
#   MODE  empty: the database has nothing in it; replace: it may have something
#
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE, and
#
#   RESTORE_OWNERS    keep (default), or user, which gives everything to the user that
#                     restores, with no privileges of others, for a server with other roles
#   RESTORE_ID        what the tries of one restore have in common
#   RESTORE_PATIENCE  seconds until another restore has to be over; without it 60
#
# Exit status: 0 restored; 1 failed, and the database is as it was; 3 refused.
#
# The backup goes into a database beside, which changes names with the one that is
# there when it is whole, in one transaction: killed at any point, the database is
# the old one or the new one. What a killed run left beside is dropped by the next. Of
# two restores at once one may drop what the other has beside, which then fails: what
# becomes the database is what its own run has made and filled.
set -eu
me=restore-postgres
# include say-aside
# include postgres-user
# include postgres-home
# include until-nobody

fail() {
  say "$@" 'The database is as it was.'
  exit 1
}

case ${RESTORE_OWNERS:-keep} in
  keep) owners= ;;
  user) owners='--no-owner --no-privileges' ;;
  *)
    say "RESTORE_OWNERS is '$RESTORE_OWNERS', must be keep or user."
    exit 1
    ;;
esac

run() {
  database=$1
  shift
  PGDATABASE=$database psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"
}
# Databases are made, renamed and dropped from another one.
admin() { run "$home" --set=name="$DB_NAME" --set=beside="$beside" --set=replaced="$replaced" "$@"; }

# Names that no longer one makes too long.
digest=$(run "$home" --set=name="$DB_NAME" <<'SQL'
SELECT left(md5(:'name'), 12)
SQL
) || fail 'the server does not answer, see above.'
beside=cdk8s_storage_restoring_$digest
replaced=cdk8s_storage_replaced_$digest

# By this, the sessions of one restore are known from those of another.
export PGAPPNAME="restore ${RESTORE_ID:-}"
another() {
  admin <<'SQL'
SELECT format('another restore into the database is under way (process %s, since %s).', pid, date_trunc('second', backend_start))
FROM pg_stat_activity WHERE datname = :'beside' AND application_name <> current_setting('application_name') AND backend_type = 'client backend' LIMIT 1
SQL
}
# The session of one that was killed lasts until the server has noticed.
until_nobody another
if [ -n "$found" ]; then
  say "$found" 'Wait until it has ended. If it is none any more, end its session: SELECT pg_terminate_backend(PROCESS);'
  exit 3
fi

is_there() {
  [ "$(admin --set=which="$1" <<'SQL'
SELECT count(*) FROM pg_database WHERE datname = :'which'
SQL
)" = 1 ]
}

# A subscription keeps its database from being dropped; those of a backup are not connected.
drop_database() {
  is_there "$1" || return 0
  run "$1" <<'SQL' || return 1
SET client_min_messages = error;
SELECT format(s, subname) FROM pg_subscription,
  unnest(ARRAY['ALTER SUBSCRIPTION %I DISABLE', 'ALTER SUBSCRIPTION %I SET (slot_name = NONE)', 'DROP SUBSCRIPTION %I']) WITH ORDINALITY AS step(s, n)
WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY subname, n \gexec
SQL
  admin --set=which="$1" <<'SQL'
DROP DATABASE :"which" WITH (FORCE);
SQL
}

# As the one that is there: from template0, since template1 may hold things of its own.
make_beside() {
  admin <<'SQL'
SELECT format('CREATE DATABASE %I TEMPLATE template0 OWNER %s ENCODING %L LC_COLLATE %L LC_CTYPE %L',
    :'beside', datdba::regrole, pg_encoding_to_char(encoding), datcollate, datctype)
  || CASE spcname WHEN 'pg_default' THEN '' ELSE format(' TABLESPACE %I', spcname) END
  || CASE to_jsonb(d) ->> 'datlocprovider'
       WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', coalesce(to_jsonb(d) ->> 'daticulocale', to_jsonb(d) ->> 'datlocale'))
       WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', to_jsonb(d) ->> 'datlocale')
       ELSE '' END
  || coalesce(' ICU_RULES ' || quote_literal(to_jsonb(d) ->> 'daticurules'), '')
FROM pg_database d JOIN pg_tablespace t ON t.oid = dattablespace WHERE datname = :'name' \gexec
SQL
}

# What belongs to the database and is in no dump of it: settings, rights to connect,
# the comment. After the data, which settings such as read only would keep out.
take_over() {
  admin <<'SQL'
SELECT format('ALTER %s SET %I TO %s',
    CASE setrole WHEN 0 THEN format('DATABASE %I', :'beside') ELSE format('ROLE %s IN DATABASE %I', setrole::regrole, :'beside') END,
    split_part(setting, '=', 1),
    CASE WHEN value <> '' AND split_part(setting, '=', 1) IN ('search_path', 'temp_tablespaces', 'session_preload_libraries', 'local_preload_libraries')
      THEN value ELSE quote_literal(value) END)
FROM pg_db_role_setting, unnest(setconfig) AS setting, substr(setting, strpos(setting, '=') + 1) AS value
WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = :'name') \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'beside') FROM pg_database WHERE datname = :'name' AND datacl IS NOT NULL \gexec
SELECT format('GRANT %s ON DATABASE %I TO %s%s', privilege_type, :'beside', CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
    CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM pg_database, aclexplode(datacl) WHERE datname = :'name' \gexec
SELECT format('COMMENT ON DATABASE %I IS %L', :'beside', description) FROM pg_database d JOIN pg_shdescription ON objoid = d.oid
  AND classoid = 'pg_database'::regclass WHERE datname = :'name' \gexec
SELECT format('ALTER DATABASE %I CONNECTION LIMIT %s', :'beside', datconnlimit) FROM pg_database WHERE datname = :'name' AND datconnlimit <> -1 \gexec
SQL
}

oid_of_beside() {
  admin <<'SQL'
SELECT oid FROM pg_database WHERE datname = :'beside'
SQL
}
mine=

# Whoever is connected keeps a name from being changed. The lock that the first
# statement takes keeps others out until the second is done. What another restore has
# put in the place of what this one made may be half, and does not become the database.
change_names() {
  changed=$(
    admin --set=mine="$mine" <<'SQL'
SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity WHERE datname IN (:'name', :'beside') \gset
BEGIN;
ALTER DATABASE :"name" RENAME TO :"replaced";
ALTER DATABASE :"beside" RENAME TO :"name";
SELECT count(*) = 1 AS is_mine FROM pg_database WHERE datname = :'name' AND oid = :'mine' \gset
\if :is_mine
COMMIT;
\echo done
\else
ROLLBACK;
\echo another
\endif
SQL
  ) || return 1
  [ "$changed" = 'done' ] || give_up 'another restore has dropped what this one has made.'
}

# From here on, what is beside has no use unless it becomes whole; that of another has.
give_up() {
  if [ -n "$mine" ] && [ "$(oid_of_beside)" = "$mine" ]; then
    drop_database "$beside" || say "cannot drop $beside, see above: the next restore does."
  fi
  fail "$@"
}

# The schema alone, to the end whatever fails: all that this server lacks, before hours
# of data. Not subscriptions, which could not be dropped as simply.
# shellcheck disable=SC2086 # two words or none
lacks() {
  {
    pg_restore --schema-only --no-subscriptions --file=- $owners "$1" ||
      printf '%s\n' '\echo ERROR: the backup cannot be read to its end'
  } | run "$beside" --set=ON_ERROR_STOP=0 2>&1 | sed -n 's/^.*\(ERROR: \)/\1/p' | sort -u
}

if ! drop_database "$beside" || ! drop_database "$replaced"; then fail 'cannot drop what an earlier restore left, see above.'; fi
make_beside || give_up 'cannot make a database beside, see above.'
mine=$(oid_of_beside)
lacking=$(lacks "$1")
drop_database "$beside" || fail "cannot drop $beside, see above."
if [ -n "$lacking" ]; then
  printf '%s\n' "$lacking" | head -n 20 >&2
  say 'this server cannot take the backup, see above. Nothing was changed. Make what is missing, then restore again;' \
    'where it is roles, the prop owners with RestoredOwners.USER (RESTORE_OWNERS=user) does without them.'
  exit 3
fi

mine=
make_beside || give_up 'cannot make a database beside, see above.'
mine=$(oid_of_beside)
# shellcheck disable=SC2086 # two words or none
said=$(pg_restore --no-password --exit-on-error --dbname="dbname=$beside" $owners "$1" 2>&1) || {
  # Without the statement, in which a subscription or the user of another server has a password.
  printf '%s\n' "$said" | sed '/^Command was: /,/^pg_restore: /{/^pg_restore: /!d;}' >&2
  give_up 'the server did not take the backup, see above.'
}
take_over || give_up 'cannot give the new database the settings of the old one, see above.'
tries=0
until change_names; do
  tries=$((tries + 1))
  [ "$tries" -lt 5 ] || give_up 'somebody connects again and again. Stop the applications, then restore again.'
  sleep 1
done
drop_database "$replaced" || say "the backup is restored; but the old data, $replaced, cannot be dropped, see above: the next restore does."
