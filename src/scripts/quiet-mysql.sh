#!/bin/sh
# Asks whether an old server is quiet, before a dump that is to take its place: what is
# written to it from now on would not be in there. Changes nothing.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE, and
#
#   RESTORE_PATIENCE  seconds until those who are connected have to be gone;
#                     without it 60
#
# Only a user who may see all sessions sees those of others.
# Exit status: 0 nobody writes; 1 cannot be asked; 3 somebody does, or may.
set -eu
if command -v mariadb >/dev/null; then client=mariadb; else client=mysql; fi
user=$(cat "$DB_USERNAME_FILE")
# The environment, since option files have escapes of their own; and never an argument.
MYSQL_PWD=$(cat "$DB_PASSWORD_FILE")
export MYSQL_PWD

tell() { printf '%s\n' "$1" | sed 's/^/quiet-mysql: /' >&2; }
writers() {
  "$client" --host="${DB_HOST:-127.0.0.1}" --port="${DB_PORT:-3306}" --protocol=tcp --default-character-set=utf8mb4 --user="$user" \
    --connect-timeout=10 --batch --raw --skip-column-names "$DB_NAME" <<'SQL'
SELECT CONCAT(user, ' is connected to the old database from ', host, ', ', LOWER(command), ' for ', time, ' s.')
FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID() AND user <> 'event_scheduler' ORDER BY id LIMIT 10;
SELECT CONCAT('the event `', REPLACE(event_name, '`', '``'), '` of the old database is enabled and goes on writing. In the database: ALTER EVENT `',
  REPLACE(event_name, '`', '``'), '` DISABLE; and ENABLE it in the new one.')
FROM information_schema.events WHERE event_schema = DATABASE() AND status = 'ENABLED' AND @@event_scheduler = 'ON' ORDER BY event_name;
SQL
}
deadline=$(($(date -u +%s) + ${RESTORE_PATIENCE:-60}))
found=$(writers)
while [ -n "$found" ] && [ "$(date -u +%s)" -lt "$deadline" ]; do
  sleep 1
  found=$(writers)
done
if [ -n "$found" ]; then
  tell "$found"
  tell 'what is written to the old database from now on would be lost. Stop the applications, then try again.'
  exit 3
fi
