#!/bin/sh
# Whether a server is there at all: 0 also when it refuses this user or has no
# connection left. Environment: DB_HOST DB_PORT DB_USERNAME_FILE DB_PASSWORD_FILE.
set -eu
if command -v mariadb-admin >/dev/null; then admin=mariadb-admin; else admin=mysqladmin; fi
# include mysql-user
server "$admin" --connect-timeout=5 --silent ping >/dev/null
