#!/bin/sh
# Whether a server is there at all: 0 also while it recovers from a crash or shuts
# down. To kill it then would make it begin again. Environment: DB_HOST DB_PORT.
# Any user will do, but without -U the one of this process must be in passwd.
status=0
pg_isready --host="${DB_HOST:-127.0.0.1}" --port="${DB_PORT:-5432}" --username=probe || status=$?
[ "$status" -le 1 ]
