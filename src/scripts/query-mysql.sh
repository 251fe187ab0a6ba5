#!/bin/sh
# Prints the answer to a statement, without a header, fields apart by a tab. Argument: SQL.
# Environment: DB_HOST DB_PORT DB_NAME DB_USERNAME_FILE DB_PASSWORD_FILE.
set -eu
# include mysql-user
# include mysql
printf '%s\n' "$1" | sql
