#!/bin/sh
# Prints what a database holds, ten names of each kind at most, and nothing if it
# is empty, or holds what a restore left that did not finish.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE.
set -eu
if command -v mariadb >/dev/null; then client=mariadb; else client=mysql; fi
user=$(cat "$DB_USERNAME_FILE")
MYSQL_PWD=$(cat "$DB_PASSWORD_FILE")
export MYSQL_PWD
exec "$client" --host="${DB_HOST:-127.0.0.1}" --port="${DB_PORT:-3306}" --protocol=tcp --user="$user" --connect-timeout=10 \
  --batch --raw --skip-column-names "$DB_NAME" <<'SQL'
SET @unfinished = (
  SELECT COUNT(*) FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_name = 'cdk8s_storage_restore_unfinished'
);
SELECT CONCAT(LOWER(table_type), ' ', table_name) FROM information_schema.tables
  WHERE table_schema = DATABASE() AND @unfinished = 0 ORDER BY table_name LIMIT 10;
SELECT CONCAT(LOWER(routine_type), ' ', routine_name) FROM information_schema.routines
  WHERE routine_schema = DATABASE() AND @unfinished = 0 ORDER BY routine_name LIMIT 10;
SELECT CONCAT('event ', event_name) FROM information_schema.events
  WHERE event_schema = DATABASE() AND @unfinished = 0 ORDER BY event_name LIMIT 10;
SQL
