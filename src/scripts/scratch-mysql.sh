#!/bin/sh
# Is a scratch server for nobody but this container. Arguments: its options. Environment:
#
#   DATA_DIR     its data directory, which init-mysql has made
#   RUN_DIR      a directory for its socket
#   SCRATCH_TMP  a directory for sorts and copies of tables
#   DB_PORT      its port
set -eu
if command -v mariadbd >/dev/null; then daemon=mariadbd; else daemon=mysqld; fi
exec "$daemon" "$@" --datadir="$DATA_DIR" --tmpdir="$SCRATCH_TMP" --socket="$RUN_DIR/socket" --pid-file="$RUN_DIR/pid" --port="$DB_PORT" --bind-address=127.0.0.1
