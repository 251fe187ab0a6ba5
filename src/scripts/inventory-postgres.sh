#!/bin/sh
# Prints what a backup of a database has to hold: a line for each table, view, sequence,
# function and trigger, and one more for each table that has rows. How many rows is not
# said: they may change between this and the dump.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE.
# Extensions and what belongs to them do not count: they come from the image.
set -eu
# include postgres-user
# include psql
export PGDATABASE="$DB_NAME"

ask <<'SQL'
CREATE TEMPORARY VIEW cdk8s_storage_relations AS
SELECT c.oid, relkind, format('%I.%I', nspname, relname) AS name
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND nspname <> 'information_schema' AND nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e');
SELECT replace(kind || ' ' || name, E'\n', ' ') FROM (
  SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'table' END, name FROM cdk8s_storage_relations
  UNION ALL
  SELECT 'function', format('%I.%I(%s)', nspname, proname, pg_get_function_identity_arguments(p.oid))
  FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
  WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
  UNION ALL
  SELECT 'trigger', format('%I on %s', tgname, name) FROM pg_trigger JOIN cdk8s_storage_relations r ON r.oid = tgrelid WHERE NOT tgisinternal
) AS object (kind, name);
SELECT format('SELECT %L WHERE EXISTS (SELECT FROM ONLY %s)', replace('rows in ' || name, E'\n', ' '), name)
FROM cdk8s_storage_relations WHERE relkind = 'r' \gexec
SQL
