#!/bin/sh
# Prints what a database holds, ten names of each kind at most, and nothing if it is
# empty, or holds what an earlier try of the restore RESTORE_ID left half done. What
# any other restore left counts: somebody may have worked with it since.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE.
set -eu
# include mysql-user
# include mysql
marker=cdk8s_storage_restore_unfinished

found=$(sql --execute "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '$marker'")
if [ "$found" != 0 ]; then
  rest=$(sql --execute "SELECT CONCAT('the rest of the restore of ', file, ' that began at ', since, ' and did not end') FROM $marker WHERE restore <> '${RESTORE_ID:-}'")
  mine=$(sql --execute "SELECT COUNT(*) FROM $marker WHERE restore = '${RESTORE_ID:-}'")
  if [ "$mine" != 0 ] && [ -z "$rest" ]; then exit 0; fi
  if [ -n "$rest" ]; then printf '%s\n' "$rest"; fi
fi
sql <<SQL
SELECT CONCAT(LOWER(table_type), ' ', table_name) FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_name <> '$marker' ORDER BY table_name LIMIT 10;
SELECT CONCAT(LOWER(routine_type), ' ', routine_name) FROM information_schema.routines
  WHERE routine_schema = DATABASE() ORDER BY routine_name LIMIT 10;
SELECT CONCAT('event ', event_name) FROM information_schema.events
  WHERE event_schema = DATABASE() ORDER BY event_name LIMIT 10;
SQL
