#!/bin/sh
# Restores a dump of MySQL or MariaDB, SQL in gzip. Arguments:
#
#   FILE  the file
#   MODE  empty: the database has nothing in it; replace: drop what it has first
#
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE, and
# RESTORE_ID: what the tries of one restore have in common; and RESTORE_PATIENCE, the
# seconds until another restore has to be over; without it 60.
#
# Exit status: 0 restored; 1 failed; 3 refused. ask-mysql asks before what would be in the way.
#
# These servers cannot do it in one transaction, nor change the name of a database. A
# table marks one whose restore has not finished: the server is not ready, there are no
# backups, and the next try of the same restore starts over. Of two at once the session
# that has a lock of the server goes on, and it alone drops and loads.
set -eu
me=restore-mysql
# include say-aside
# include fail
# include client-errors
# include mysql-user
# include until-nobody
marker=cdk8s_storage_restore_unfinished

if command -v mariadb >/dev/null; then client=mariadb; else client=mysql; fi
sql() {
  server "$client" --connect-timeout=10 --init-command='SET SESSION lock_wait_timeout = 60' \
    --batch --raw --skip-column-names "$DB_NAME" "$@"
}

# Dropped one by one: DROP DATABASE would lose the database's character set, and the marker.
drop_statements() {
  sql <<SQL
SELECT CONCAT('DROP ', IF(table_type IN ('VIEW', 'SEQUENCE'), table_type, 'TABLE'), ' IF EXISTS \`', REPLACE(table_name, '\`', '\`\`'), '\`;')
  FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name <> '$marker';
SELECT CONCAT('DROP ', routine_type, ' IF EXISTS \`', REPLACE(routine_name, '\`', '\`\`'), '\`;')
  FROM information_schema.routines WHERE routine_schema = DATABASE();
SELECT CONCAT('DROP EVENT IF EXISTS \`', REPLACE(event_name, '\`', '\`\`'), '\`;')
  FROM information_schema.events WHERE event_schema = DATABASE();
SQL
}

unfinished() {
  sql --execute "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '$marker'"
}

is_administrator() { printf '%s\n' "$grants" | grep -E "($1).* ON \\*\\.\\* TO " >/dev/null; }

# Views, triggers, routines and events run as the account that defined them. Only an
# administrator may restore them for another account; else they become this user's.
# A routine, trigger or event is the first CREATE between two DELIMITER lines: what
# follows is its text, which may have such a line too. Lines of data never begin so.
# shellcheck disable=SC2016 # quotes of SQL
account='\(`[^`]*`\)\{1,\}@\(`[^`]*`\)\{1,\}'
definers() {
  if is_administrator 'ALL PRIVILEGES|SUPER|SET USER|SET_USER_ID|SET_ANY_DEFINER'; then
    cat
  else
    LC_ALL=C sed -e "s#^/\*!50013 DEFINER=$account #/*!50013 #" -e '/^DELIMITER ;;$/!b' \
      -e ':head' -e 'n' -e '/^DELIMITER ;$/b' \
      -e "s#^CREATE DEFINER=$account #CREATE #" -e 't text' \
      -e "s#^\(/\*![0-9]* CREATE\*/ \)/\*![0-9]* DEFINER=$account\*/ #\1#" -e 't text' \
      -e 'b head' -e ':text' -e 'n' -e '/^DELIMITER ;$/b' -e 'b text'
  fi
}

grants=$(sql --execute 'SHOW GRANTS')
before=$(unfinished)
if [ "$before" != 0 ]; then
  printf 'restore-mysql: an earlier restore of %s did not finish: starting over.\n' "$DB_NAME"
fi
# SHA2, since MySQL has no MD5 from 9.6 on; a name of a lock has 64 characters at most.
lock="CONCAT('cdk8s_storage_restore ', LEFT(SHA2(DATABASE(), 256), 32))"
another() { [ "$(sql --execute "SELECT IS_FREE_LOCK($lock)")" != 0 ] || echo another; }
# The session of one that was killed lasts until the server has noticed.
refuse_second() {
  until_nobody another
  [ -z "$found" ] || fail 3 "another restore of $DB_NAME is under way. Wait until it has ended."
}
refuse_second

sql <<SQL
CREATE TABLE IF NOT EXISTS \`$marker\` (restore VARCHAR(64) PRIMARY KEY, since DATETIME, file VARCHAR(255));
DELETE FROM \`$marker\`;
INSERT INTO \`$marker\` VALUES ('${RESTORE_ID:-}', NOW(), '$(printf '%s\n' "${1##*/}" | sed "s/[^A-Za-z0-9._-]/?/g")');
SQL
drops=
if [ "$before" != 0 ] || [ "$2" = replace ]; then drops=$(drop_statements); fi
# Without the lock, or with the mark of another restore, the first statement makes a
# second row with the key of the first, which fails, and ends the session.
begin() {
  printf '%s\n' "INSERT INTO \`$marker\` SELECT * FROM \`$marker\` WHERE COALESCE(GET_LOCK($lock, 0), 0) <> 1 OR restore <> '${RESTORE_ID:-}';"
  if [ -z "$drops" ]; then return; fi
  printf 'SET FOREIGN_KEY_CHECKS = 0;\n%s\nSET FOREIGN_KEY_CHECKS = 1;\n' "$drops"
}

# A pipe has only its last program's status. But whatever fails before it, the statement
# that drops the marker, the last one, does not reach the server.
half="$DB_NAME is half restored: run the restore again."
restored=yes
# shellcheck disable=SC2016 # quotes of SQL
said=$({ begin && { gzip -dc "$1" && printf 'DROP TABLE `%s`;\n' "$marker"; } | definers; } | sql 2>&1) || restored=no
client_errors "$said"
if [ "$restored" = no ]; then
  refuse_second
  fail 1 "the server did not take the backup, see above. $half"
fi
after=$(unfinished)
[ "$after" = 0 ] || fail 1 "the backup could not be read to its end, see above. $half"
