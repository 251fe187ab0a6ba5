#!/bin/sh
# Writes one database of MySQL or MariaDB to a new file, as SQL in gzip. Argument: FILE.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE.
# Consistent for InnoDB tables; others are not locked meanwhile.
# Exit status: 0 done; 1 failed; 4 what is there is the rest of a restore.
set -eu
me='dump-mysql'
# include say-aside
# include fail
# include mysql-user
marker=cdk8s_storage_restore_unfinished

if command -v mariadb-dump >/dev/null; then
  client=mariadb dump=mariadb-dump own=
else
  # A dump with the server's transaction ids cannot be restored into a server that has its own.
  client=mysql dump=mysqldump own=--set-gtid-purged=OFF
  # From 9.7 on. They belong to the server, as users do, and only an administrator may read them.
  case $("$dump" --no-defaults --help) in
    *--masking-policies*) own="$own --skip-masking-policies" ;;
  esac
fi
refuse_half() {
  unfinished=$(
    server "$client" --batch --skip-column-names --connect-timeout=10 "$DB_NAME" --execute "
      SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '$marker'"
  )
  [ "$unfinished" = 0 ] && return
  fail 4 "a restore of $DB_NAME has not finished: it has the table $marker. Run the restore again."
}
refuse_half

# A pipe has only its last program's status; the other one comes by descriptor 3.
dump_status=$(
  {
    {
      status=0
      # shellcheck disable=SC2086 # several words
      server "$dump" --single-transaction --quick --routines --events --triggers --hex-blob --no-tablespaces \
        $own "$DB_NAME" 3>&- || status=$?
      echo "$status" >&3
    } | gzip >"$1" 3>&-
  } 3>&1
) || fail 1 "cannot write $1, see above."
[ "$dump_status" = 0 ] || fail 1 "$dump failed with status $dump_status, see above."
# One may have begun meanwhile.
refuse_half
