#!/bin/sh
# Looks at a data directory of MariaDB or MySQL that others have made, in an init
# container, before the server of the same image starts on it. Nothing is initialised
# here, ever, and nothing is changed. Environment:
#
#   DATA_DIR  absolute path of the data directory, in a mounted volume or the mount
#             itself
#   VOLUME    absolute path of the mount
#
# Exit status: 0 the server can start; 1 failed; 2 wrong settings; 3 refused.
set -eu

me=existing-mysql
# include say
# include fail
# include exists
# include contents

case ${VOLUME:-} in
  /?*) ;;
  *) fail 2 "VOLUME is '${VOLUME:-}', not the absolute path of a mount." ;;
esac
case ${DATA_DIR:-} in
  */) fail 2 "DATA_DIR is '$DATA_DIR', must not end with /." ;;
  "$VOLUME" | "$VOLUME"/*) ;;
  *) fail 2 "DATA_DIR is '${DATA_DIR:-}', not in the volume $VOLUME." ;;
esac
data=$DATA_DIR
again='Nothing was changed, and nothing is ever initialised here.'

other_data() {
  for file in "$VOLUME"/ibdata1 "$VOLUME"/*/ibdata1 "$VOLUME"/*/*/ibdata1 "$VOLUME"/*/*/*/ibdata1; do
    if [ -s "$file" ]; then found="$found directory: '${file%/ibdata1}' holds data of MariaDB or MySQL."; fi
  done
  found=$(printf '%s' "$found" | sed "s|directory: '$VOLUME/*|directory: '|g")
}
is_ours() { [ -w "$1" ]; }
# include promised-data

if [ ! -d "$data/mysql" ] || [ ! -s "$data/ibdata1" ]; then
  elsewhere
  fail 3 "$data is no whole database of MariaDB or MySQL: it holds $names. $again $found"
fi
if [ ! -w "$data/ibdata1" ] || [ ! -r "$data/ibdata1" ]; then owned_by_others "$data/ibdata1"; fi

if command -v mariadbd >/dev/null; then product=MariaDB daemon=mariadbd; else product=MySQL daemon=mysqld; fi
theirs=$product
if [ -e "$data/aria_log_control" ]; then
  theirs=MariaDB
elif [ -e "$data/mysql.ibd" ]; then
  theirs=MySQL
fi
if [ "$theirs" != "$product" ]; then
  fail 3 "$data is of $theirs, this image has $product. $again Use an image of $theirs; to change over, make a backup with it and restore that into a new database."
fi
if [ -s "$data/master.info" ]; then
  fail 3 "$data is of a replica (master.info), which would go on to follow its source. $again Take over the data of the source, or run RESET SLAVE ALL on the replica first."
fi

# The major and minor number of a version in a text.
series() { printf '%s\n' "$1" | sed -n 's/^[^0-9]*\([0-9][0-9]*\.[0-9][0-9]*\)\..*/\1/p'; }
version=$("$daemon" --no-defaults --version)
image=$(series "${version#*Ver }")

# Who wrote the redo log says so in its head; who looked after the system tables last, in
# a file. The newer one counts: the log is not always made anew.
newest=
newer() {
  [ -n "$1" ] || return 0
  if [ -z "$newest" ] || [ "$(printf '%s\n%s\n' "$newest" "$1" | sort -t. -k1,1n -k2,2n | tail -n 1)" = "$1" ]; then newest=$1; fi
}
for file in "$data"/ib_logfile0 "$data/#innodb_redo"/#ib_redo*; do
  case $file in
    *_tmp) continue ;;
  esac
  if [ -s "$file" ]; then newer "$(series "$(dd if="$file" bs=16 skip=1 count=2 2>/dev/null | tr -d '\000')")"; fi
done
for file in "$data"/mariadb_upgrade_info "$data"/mysql_upgrade_info; do
  if [ -s "$file" ]; then newer "$(series "$(cat "$file")")"; fi
done
if [ -z "$newest" ]; then
  fail 3 "Nothing in $data says which version of $product it is of. $again Start it with the image that it comes from, stop that cleanly, and try again."
fi
if [ "$newest" != "$image" ]; then
  fail 3 "$data is of $product $newest, this image has $image. $again Use an image of $newest; to change over, take it over first," \
    "make a backup, and then go to the next version, as the documentation of $product says."
fi
say "$data is a database of $product $newest, which the server starts on."
