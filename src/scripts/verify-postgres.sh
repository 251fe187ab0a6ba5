#!/bin/sh
# Reads a whole pg_dump file in custom format. Argument: FILE.
# Not with --list: it reads the head only, and takes files that are cut or changed.
set -eu
exec pg_restore --file=/dev/null "$1"
