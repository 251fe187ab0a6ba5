#!/bin/sh
# Is a scratch server for nobody but this container. Arguments: its options. Environment:
#
#   PGDATA   its data directory, which init-postgres has made
#   RUN_DIR  a directory for its socket
#   DB_PORT  its port
set -eu
exec postgres -D "$PGDATA" "$@" -c hba_file="$PGDATA/pg_hba.conf" -c unix_socket_directories="$RUN_DIR" -c listen_addresses=127.0.0.1 -c port="$DB_PORT"
