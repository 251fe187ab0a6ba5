#!/bin/sh
# Reads a whole pg_dump file in custom format. Argument: FILE.
# Not with --list: it reads the head only, and takes files that are cut or changed.
# Exit status: 0 whole; 1 not; 3 of a newer PostgreSQL, so it cannot be told.
set -eu
if ! said=$(pg_restore --file=/dev/null "$1" 2>&1); then
  printf '%s\n' "$said" >&2
  case $said in
    *'unsupported version'*)
      echo 'verify-postgres: the file is of a newer PostgreSQL than this image has. Use an image of that version.' >&2
      exit 3
      ;;
  esac
  exit 1
fi
