#!/bin/sh
# Prints the answer to a statement, without a header, fields apart by a bar. Argument: SQL.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE.
set -eu
# include postgres-user
# include psql
export PGDATABASE="$DB_NAME"
printf '%s\n' "$1" | ask
