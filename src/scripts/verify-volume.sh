#!/bin/sh
# Reads a whole archive of a volume, checksum of its content included. Argument: FILE.
set -eu
exec tar -t -z -f "$1" >/dev/null
