#!/bin/sh
# Whether the user can work in the database. Not while a restore drops and fills it,
# or where one did not end: nobody may take half of it for all. For the tries of that
# restore itself, which have a RESTORE_ID, it is.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE.
set -eu
if command -v mariadb >/dev/null; then client=mariadb; else client=mysql; fi
user=$(cat "$DB_USERNAME_FILE")
MYSQL_PWD=$(cat "$DB_PASSWORD_FILE")
export MYSQL_PWD
unfinished=$(
  "$client" --host="${DB_HOST:-127.0.0.1}" --port="${DB_PORT:-3306}" --protocol=tcp --default-character-set=utf8mb4 --user="$user" --connect-timeout=5 \
    --batch --skip-column-names "$DB_NAME" --execute "
    SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'cdk8s_storage_restore_unfinished'"
)
if [ "$unfinished" != 0 ] && [ -z "${RESTORE_ID:-}" ]; then
  echo "a restore of $DB_NAME is under way, or did not end: then run it again."
  exit 1
fi
