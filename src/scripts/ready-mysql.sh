#!/bin/sh
# Whether the user can work in the database.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE.
set -eu
if command -v mariadb >/dev/null; then client=mariadb; else client=mysql; fi
user=$(cat "$DB_USERNAME_FILE")
MYSQL_PWD=$(cat "$DB_PASSWORD_FILE")
export MYSQL_PWD
exec "$client" --host="${DB_HOST:-127.0.0.1}" --port="${DB_PORT:-3306}" --protocol=tcp --user="$user" --connect-timeout=5 \
  --batch --execute 'SELECT 1' "$DB_NAME" >/dev/null
