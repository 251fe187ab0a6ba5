#!/bin/sh
# Whether the server takes connections. Environment: DB_HOST DB_PORT.
# Over TCP: while it is initialised, a server listens on a socket only.
exec pg_isready --host="${DB_HOST:-127.0.0.1}" --port="${DB_PORT:-5432}" --username=probe
