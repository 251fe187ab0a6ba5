#!/bin/sh
# Prints what a backup of a database has to hold: a line for each table, view, routine,
# trigger and event, and one more for each table that has rows. How many rows is not said:
# they may change between this and the dump.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE.
set -eu
# include mysql-user
# include mysql
marker=cdk8s_storage_restore_unfinished

sql <<SQL
SELECT REPLACE(CONCAT(IF(table_type = 'BASE TABLE', 'table', LOWER(table_type)), ' ', table_name), '\n', ' ') FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_name <> '$marker';
SELECT REPLACE(CONCAT(LOWER(routine_type), ' ', routine_name), '\n', ' ') FROM information_schema.routines WHERE routine_schema = DATABASE();
SELECT REPLACE(CONCAT('trigger ', trigger_name, ' on ', event_object_table), '\n', ' ') FROM information_schema.triggers
  WHERE trigger_schema = DATABASE();
SELECT REPLACE(CONCAT('event ', event_name), '\n', ' ') FROM information_schema.events WHERE event_schema = DATABASE();
SQL
# Two steps, so that the status of the first one is not lost.
questions=$(
  sql <<SQL
SELECT CONCAT('SELECT ', QUOTE(REPLACE(CONCAT('rows in ', table_name), '\n', ' ')), ' FROM DUAL WHERE EXISTS (SELECT 1 FROM \`', REPLACE(table_name, '\`', '\`\`'), '\`);')
  FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND table_name <> '$marker';
SQL
)
printf '%s\n' "$questions" | sql
