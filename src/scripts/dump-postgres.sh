#!/bin/sh
# Writes one database to a new file, in pg_dump's custom format. Argument: FILE.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE.
# Roles belong to the server and not to a database: they are not in the file.
set -eu
# include postgres-user
export PGDATABASE="$DB_NAME"

# -f and not a pipe, so that the status of a write that fails is not lost.
exec pg_dump --no-password --format=custom --file="$1"
