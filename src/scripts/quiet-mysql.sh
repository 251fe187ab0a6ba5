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
me=quiet-mysql
# include say-aside
# include say-lines
# include mysql-user
# include mysql
# include until-nobody

writers() {
  sql <<'SQL'
SELECT CONCAT(user, ' is connected to the old database from ', host, ', ', LOWER(command), ' for ', time, ' s.')
FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID() AND user <> 'event_scheduler' ORDER BY id LIMIT 10;
SELECT CONCAT('the event `', REPLACE(event_name, '`', '``'), '` of the old database is enabled and goes on writing. In the database: ALTER EVENT `',
  REPLACE(event_name, '`', '``'), '` DISABLE; and ENABLE it in the new one.')
FROM information_schema.events WHERE event_schema = DATABASE() AND status = 'ENABLED' AND @@event_scheduler = 'ON' ORDER BY event_name;
SQL
}
until_nobody writers
if [ -n "$found" ]; then
  say_lines "$found"
  say 'what is written to the old database from now on would be lost. Stop the applications, then try again.'
  exit 3
fi
