#!/bin/sh
# Looks at a PostgreSQL data directory that others have made, in an init container,
# before the server of the same image starts on it. Nothing is initialised here, ever,
# and nothing is changed before all is found right. Arguments: options of the server.
# Environment:
#
#   PGDATA                  absolute path of the data directory, in a mounted volume or
#                           the mount itself
#   VOLUME                  absolute path of the mount
#   ALLOW_COLLATION_CHANGE  optional: `yes` starts a server whose C library sorts texts
#                           otherwise than the one that has built the indexes
#
# What it changes when all is right: the data directory is closed for others, whom the
# server does not suffer (the kubelet opens it where there is an fsGroup); and
# configuration that lay elsewhere is made anew, where there is none.
#
# Exit status: 0 the server can start; 1 failed; 2 wrong settings; 3 refused.
set -eu

me=existing-postgres
# include say
# include fail
# include exists
# include contents

case ${VOLUME:-} in
  /?*) ;;
  *) fail 2 "VOLUME is '${VOLUME:-}', not the absolute path of a mount." ;;
esac
case ${PGDATA:-} in
  */) fail 2 "PGDATA is '$PGDATA', must not end with /." ;;
  "$VOLUME" | "$VOLUME"/*) ;;
  *) fail 2 "PGDATA is '${PGDATA:-}', not in the volume $VOLUME." ;;
esac
data=$PGDATA
again='Nothing was changed, and nothing is ever initialised here.'

other_data() {
  for file in "$VOLUME"/PG_VERSION "$VOLUME"/*/PG_VERSION "$VOLUME"/*/*/PG_VERSION "$VOLUME"/*/*/*/PG_VERSION; do
    [ -s "$file" ] || continue
    directory=${file%/PG_VERSION}
    # Parts of a data directory have the file, too.
    if [ -d "$directory/global" ]; then found="$found directory: '${directory#"$VOLUME"}' holds data of PostgreSQL $(cat "$file")."; fi
  done
  found=$(printf '%s' "$found" | sed "s|directory: '/|directory: '|g")
}
# The server demands that it owns the directory.
is_ours() { [ -O "$1" ]; }
# include promised-data

if [ ! -s "$data/PG_VERSION" ] || [ ! -s "$data/global/pg_control" ]; then
  elsewhere
  fail 3 "$data is no whole database of PostgreSQL: it holds $names. $again $found"
fi

version=$(postgres --version)
version=${version#*) }
version=${version%%[!0-9]*}
theirs=$(cat "$data/PG_VERSION")
if [ "$theirs" != "$version" ]; then
  fail 3 "$data is of PostgreSQL $theirs, this image has $version. $again Use an image of $theirs;" \
    "to change over, make a backup with it and restore that into a new database of $version, or run pg_upgrade."
fi
if exists "$data/standby.signal"; then
  fail 3 "$data is of a standby (standby.signal), which takes no changes. $again Take over the data of the primary, or promote this one first."
fi
if [ -L "$data/pg_wal" ] && [ ! -d "$data/pg_wal" ]; then
  fail 3 "$data/pg_wal leads to $(readlink "$data/pg_wal"), which is not there. $again" \
    "Stop the old server, move the write-ahead log back to $data/pg_wal, and start this Pod again."
fi
for space in "$data"/pg_tblspc/*; do
  if [ -L "$space" ] && [ ! -d "$space" ]; then
    fail 3 "A tablespace lies outside: $space leads to $(readlink "$space"), which is not there. $again" \
      "Move its tables back with the old server: ALTER TABLE ... SET TABLESPACE pg_default."
  fi
done

# include postgres-locales

sorted='An index on texts that were sorted otherwise misses rows, and a unique one lets duplicates in.'
if described=$(databases); then
  tab=$(printf '\t')
  refusal=
  while IFS=$tab read -r name provider collation type kept; do
    # Only what the C library sorts; ICU and the server itself see to their own.
    for locale in "$collation" "$type"; do
      if [ -z "$refusal" ] && ! has_locale "$locale"; then
        refusal="The database $name has the locale $locale, which this image does not have. $again Use an image that has it: the one that the data comes from, or one that is built on this with the locale made (localedef)."
      fi
    done
    # Nobody keeps anything in template0, so that no version is noted of it.
    if [ "$provider" != c ] || [ "$name" = template0 ]; then continue; fi
    case $collation in
      C | C.* | c.* | POSIX) continue ;;
    esac
    if [ "$kept" = '?' ]; then
      unknown="PostgreSQL $version does not note which C library sorted the texts of $name ($collation). Use an image with the one that it had; if it had another, run REINDEX on it."
    elif [ -z "$refusal" ] && [ "$libc" != unknown ] && [ "$libc" != musl ] && [ "$kept" != "$libc" ]; then
      was=${kept:+glibc $kept}
      refusal="The texts of the database $name ($collation) were sorted by ${was:-another C library (perhaps that of Alpine)}, and this image has glibc $libc. $again $sorted Use an image with ${was:-the C library that it had}. To start nevertheless, set allowCollationChange of storage.existing, then run REINDEX DATABASE and ALTER DATABASE ... REFRESH COLLATION VERSION in each database."
    elif [ -z "$refusal" ] && [ "$libc" = musl ] && [ -n "$kept" ]; then
      refusal="The texts of the database $name ($collation) were sorted by glibc $kept, and this image has musl (Alpine). $again $sorted Use an image with glibc $kept. To start nevertheless, set allowCollationChange of storage.existing, then run REINDEX DATABASE in each database."
    fi
    case $refusal in
      *allowCollationChange*)
        if [ "${ALLOW_COLLATION_CHANGE:-}" = yes ]; then
          say "the texts of $name are sorted otherwise from now on, as allowCollationChange says: run REINDEX DATABASE."
          refusal=
        fi
        ;;
    esac
  done <<DATABASES
$described
DATABASES
  if [ -n "$refusal" ]; then fail 3 "$refusal"; fi
  if [ -n "${unknown:-}" ]; then say "$unknown"; fi
else
  fail 3 "$data/global has no readable pg_database, so nobody can tell which locale the texts are sorted by. $again Start it with the image that it comes from, stop that cleanly, and try again."
fi

# Configuration that lay outside of the data: beside it, so that the server can be asked
# whether it takes all before anything is in place.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
made=
file_of() { if [ -s "$data/$1" ]; then printf '%s\n' "$data/$1"; else printf '%s\n' "$work/$1"; fi; }
if [ ! -s "$data/postgresql.conf" ]; then
  made='postgresql.conf'
  printf '%s\n' '# Made by cdk8s-storage, since the data came without its configuration.' "listen_addresses = '*'" >"$work/postgresql.conf"
fi
if [ ! -s "$data/pg_hba.conf" ]; then
  made="$made${made:+ and }pg_hba.conf"
  # md5 takes passwords that are stored either way, and asks for those of today as scram-sha-256 does.
  printf '%s\n' '# Made by cdk8s-storage, since the data came without its configuration.' 'local all all md5' 'host all all all md5' \
    'local replication all md5' >"$work/pg_hba.conf"
fi

ask() { postgres -D "$data" "$@" 2>"$work/errors"; }
case " $* " in
  *config_file=*) ;;
  *) set -- -c config_file="$(file_of postgresql.conf)" "$@" ;;
esac
hba=$(ask "$@" -C hba_file) || fail 3 "The server does not take its configuration: $(cat "$work/errors") $again Mend it with configuration, or args."
case $hba in
  "$data/pg_hba.conf") ;;
  *)
    [ -r "$hba" ] || fail 3 "The configuration names hba_file $hba, which is not here. $again Take it out of $data/postgresql.conf, with the old server."
    ;;
esac
libraries=$(pg_config --pkglibdir 2>/dev/null) || libraries=
wanted=$(ask "$@" -C shared_preload_libraries)
if [ -n "$libraries" ]; then
  for library in $(printf '%s' "$wanted" | tr ',"' '  '); do
    case $library in
      */*) file=$library ;;
      *) file=$libraries/${library%.so} ;;
    esac
    [ -e "${file%.so}.so" ] ||
      fail 3 "The server wants to load $library (shared_preload_libraries), which this image does not have. $again" \
        "Use an image that has it, or leave it out: args: ['-c', 'shared_preload_libraries='], if no table needs it."
  done
fi

# All is right. From here on things change, each at once or not at all.
# shellcheck disable=SC2012,SC2046 # the mode of one entry
set -- $(ls -ld "$data")
case $1 in
  drwx------* | drwxr-x---*) ;;
  *) chmod u=rwx,g-ws,o= "$data" || fail 1 "cannot close $data for others, see above." ;;
esac
for file in postgresql.conf pg_hba.conf; do
  [ -s "$work/$file" ] || continue
  cp "$work/$file" "$data/$file.new" || fail 1 "cannot write $data/$file.new, see above."
  mv -f "$data/$file.new" "$data/$file" || fail 1 "cannot write $data/$file, see above."
done
if [ -n "$made" ]; then say "$data came without $made, which is made anew; what stood in the old one has to be said again by configuration."; fi
say "$data is a database of PostgreSQL $theirs, which the server starts on."
