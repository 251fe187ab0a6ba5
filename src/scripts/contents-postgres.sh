#!/bin/sh
# Prints what a database holds, ten names at most, and nothing if it is empty.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE.
# Extensions and what belongs to them do not count: they hold no data.
set -eu
# include postgres-user
# include psql
export PGDATABASE="$DB_NAME"

ask <<'SQL'
SELECT kind || ' ' || name
FROM (
  SELECT 'schema' AS kind, nspname::text AS name, 'pg_namespace'::regclass AS class, oid
  FROM pg_namespace WHERE nspname <> 'public' AND nspname <> 'information_schema' AND nspname !~ '^pg_'
  UNION ALL
  SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'S' THEN 'sequence' WHEN 'c' THEN 'type' ELSE 'table' END,
    relnamespace::regnamespace || '.' || relname, 'pg_class'::regclass, oid
  FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
  UNION ALL
  SELECT 'function', pronamespace::regnamespace || '.' || proname, 'pg_proc'::regclass, oid FROM pg_proc
  UNION ALL
  SELECT 'type', typnamespace::regnamespace || '.' || typname, 'pg_type'::regclass, oid FROM pg_type WHERE typtype IN ('d', 'e', 'r')
  UNION ALL
  SELECT 'large object', oid::text, 'pg_largeobject'::regclass, oid FROM pg_largeobject_metadata
) AS object
WHERE name !~ '^(pg_[^.]*|information_schema)[.]'
  AND NOT EXISTS (
    SELECT FROM pg_depend WHERE classid = object.class AND objid = object.oid AND deptype = 'e'
  )
ORDER BY kind, name
LIMIT 10;
SQL
