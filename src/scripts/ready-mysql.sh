#!/bin/sh
# Whether the user can work in the database. Not while a restore drops and fills it,
# or where one did not end: nobody may take half of it for all. For the tries of that
# restore itself, which have a RESTORE_ID, it is.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE.
set -eu
# include mysql-user
# include mysql
unfinished=$(
  sql --connect-timeout=5 --execute "
    SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'cdk8s_storage_restore_unfinished'"
)
if [ "$unfinished" != 0 ] && [ -z "${RESTORE_ID:-}" ]; then
  echo "a restore of $DB_NAME is under way, or did not end: then run it again."
  exit 1
fi
