#!/bin/sh
# Prints what a backup of a volume has to hold: a line for each file and directory, with
# what it is and, of files, how large. What is in them is for the checksum of the archive.
#
# Environment:
#
#   SOURCE_DIR      absolute path of the volume, which is only read
#   SOURCE_EXCLUDE  optional: paths below it that are left out, one in each line
#
# lost+found at the root belongs to the file system, and sockets are no files.
set -eu
export LC_ALL=C
cd "$SOURCE_DIR"
newline='
'
IFS=$newline
set -f
set --
for path in ${SOURCE_EXCLUDE:-}; do set -- "$@" -path "./$path" -prune -o; done
find . -path . -o -path ./lost+found -prune -o "$@" -type s -o -type f -exec stat -c '%F %s %n' {} + -o -exec stat -c '%F %n' {} +
