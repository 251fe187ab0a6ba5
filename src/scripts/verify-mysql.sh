#!/bin/sh
# Reads a whole dump in gzip, whose checksums show what changed, and looks for the
# line that ends a complete dump. Argument: FILE.
# A dump that has the mark of an unfinished restore began while that was under way.
set -eu
gzip -t "$1"
marked=no
last=
# shellcheck disable=SC2016 # quotes of SQL
while read -r line; do
  case $line in
    'CREATE TABLE `cdk8s_storage_restore_unfinished`'*) marked=yes ;;
    *) last=$line ;;
  esac
done <<EOF
$(gzip -dc "$1" | LC_ALL=C sed -n -e '/^CREATE TABLE `cdk8s_storage_restore_unfinished` /p' -e '$p')
EOF
if [ "$marked" = yes ]; then
  printf 'verify-mysql: %s was begun while a restore was under way: it is half of a database.\n' "$1" >&2
  exit 1
fi
case $last in
  '-- Dump completed'*) ;;
  *)
    printf 'verify-mysql: %s does not end as a complete dump does.\n' "$1" >&2
    exit 1
    ;;
esac
