# Where a new data directory of PostgreSQL goes, and whose it will be: $target, $wal, $user
# and $password. Wants fail and new-database.
in_volume PGDATA "${PGDATA:-}"
target=$PGDATA
wal=${WAL_DIR:-}
if [ -n "$wal" ]; then in_volume WAL_DIR "$wal"; fi
[ -n "${DB_NAME:-}" ] || fail 2 'DB_NAME is not set.'
user=$(secret DB_USERNAME_FILE "${DB_USERNAME_FILE:-}")
password=$(secret DB_PASSWORD_FILE "${DB_PASSWORD_FILE:-}")
