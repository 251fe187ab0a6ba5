#!/bin/sh
# Reads a whole dump in gzip, whose checksums show what changed, and looks for the
# line that ends a complete dump. Argument: FILE.
set -eu
gzip -t "$1"
case $(gzip -dc "$1" | tail -n 1) in
  '-- Dump completed'*) ;;
  *)
    printf 'verify-mysql: %s does not end as a complete dump does.\n' "$1" >&2
    exit 1
    ;;
esac
