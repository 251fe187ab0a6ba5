#!/bin/sh
# Writes one database to a new file, in pg_dump's custom format. Argument: FILE.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE.
# Roles belong to the server and not to a database: they are not in the file.
set -eu
PGUSER=$(cat "$DB_USERNAME_FILE")
# Not a PGPASSFILE: libpq refuses one that is mounted from a Secret.
PGPASSWORD=$(cat "$DB_PASSWORD_FILE")
export PGUSER PGPASSWORD PGHOST="${DB_HOST:-127.0.0.1}" PGPORT="${DB_PORT:-5432}" PGDATABASE="$DB_NAME"
export PGCONNECT_TIMEOUT="${PGCONNECT_TIMEOUT:-10}"

# -f and not a pipe, so that the status of a write that fails is not lost.
exec pg_dump --no-password --format=custom --file="$1"
