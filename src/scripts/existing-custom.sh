#!/bin/sh
# Looks at a data directory that others have made, in an init container, before a
# server starts on it that may well make a new database where it finds none. Nothing is
# changed. Environment:
#
#   DATA_DIR  absolute path of the data directory, in a mounted volume or the mount
#             itself
#   VOLUME    absolute path of the mount
#
# Exit status: 0 the server can start; 2 wrong settings; 3 refused.
set -eu

me=existing-custom
# include say-aside
# include fail
# include exists
# include contents

[ -d "${VOLUME:-}" ] || fail 2 "${VOLUME:-} is not there. Is the volume mounted?"
data=$DATA_DIR
again='Nothing was changed, and nothing is ever initialised here.'
contents "$VOLUME"
holds="The volume holds: ${names:-nothing}."
[ -d "$data" ] || fail 3 "There is no directory $data, where a database was promised. $again $holds Give storage.existing the directory that the data is in."
if [ ! -r "$data" ] || [ ! -x "$data" ] || [ ! -w "$data" ]; then
  # shellcheck disable=SC2012,SC2046 # numbers of one entry
  set -- "$(id -u)" $(ls -ldn "$data")
  fail 3 "$data belongs to user $4 and group $5, and this is user $1, who may not write there. $again" \
    "Give storage.existing the owner: user: $4 and group: $5."
fi
contents "$data"
[ -n "$names" ] || fail 3 "$data is empty, where a database was promised. $again $holds Is it the right claim, and the volume that it had?"
