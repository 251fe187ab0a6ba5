#!/bin/sh
# Whether a server is there at all: 0 also when it refuses this user or has no
# connection left. Environment: DB_HOST DB_PORT DB_USERNAME_FILE DB_PASSWORD_FILE.
set -eu
if command -v mariadb-admin >/dev/null; then admin=mariadb-admin; else admin=mysqladmin; fi
user=$(cat "$DB_USERNAME_FILE")
MYSQL_PWD=$(cat "$DB_PASSWORD_FILE")
export MYSQL_PWD
exec "$admin" --host="${DB_HOST:-127.0.0.1}" --port="${DB_PORT:-3306}" --protocol=tcp --default-character-set=utf8mb4 --user="$user" --connect-timeout=5 \
  --silent ping >/dev/null
