#!/bin/sh
# Seeds a scratch volume from a directory of the image. Arguments:
#
#   SOURCE   absolute path of the directory in the image
#   TARGET   absolute path on the volume; made if missing, its parent must exist
#   VERSION  a name for this state of SOURCE: A-Z a-z 0-9 . _ -, no leading dot
#
# Result: TARGET/versions/VERSION, a complete copy of SOURCE, and TARGET/current,
# a link to it. Consumers read TARGET/current/.
#
# It can be killed at any point and started again, on the same data: it copies
# into a temporary directory, and one rename makes the finished copy visible.
# What is finished is never written again, so changes made in it stay.
# Old versions stay too: somebody may have files open or changes in there.
# Needs mv -T and mktemp: GNU coreutils, or busybox since 1.34.
# The names TARGET/.seed-scratch-tmp.* are its own. The volume is meant for one
# Pod. Should two Pods seed it at once, one of them may fail and has to be
# started again; neither shows half a copy.
set -eu

me=seed-scratch
# include say
# include fail
# include exists
# include is-empty

[ $# -eq 3 ] || fail 1 "got $# arguments, needs 3: SOURCE TARGET VERSION."
source=$1
target=$2
version=$3
final=$target/versions/$version
current=$target/current
marker=.seed-scratch-version

is_directory() { [ -d "$1" ] && [ ! -L "$1" ]; }

# Content, not existence: on a full disk an empty marker can still be created.
is_complete() {
  is_directory "$1" && [ -f "$1/$marker" ] && [ "$(cat "$1/$marker")" = "$version" ]
}

in_the_way() {
  if [ -L "$1" ]; then
    kind="a link to $(readlink "$1")"
  elif [ -d "$1" ]; then
    kind='a directory'
  else
    kind='a file'
  fi
  fail 1 "$1 is $kind, but should be $2. Nothing was changed. Move it away, then start the Pod again."
}

# Renamed first: should another Pod still be working in there, then its commit
# fails, instead of showing a copy that is being emptied.
# Without write permission on its directories a tree cannot be removed.
# What cannot be removed only takes space: no reason to fail.
remove() {
  if ! { mv "$1" "$1-" && chmod -R u+rwx "$1-" && rm -rf "$1-"; }; then
    say "cannot remove the temporary directory $1." >&2
  fi
}

# Only this file system where sync can do that, and not at all where it is missing.
flush() { sync -f "$target" 2>/dev/null || sync 2>/dev/null || :; }

# First look at everything, so that an error leaves all as it was.

for path in "$source" "$target"; do
  case $path in
    /*) ;;
    *) fail 1 "'$path' is not an absolute path." ;;
  esac
done
case $version in
  '' | .* | *[!A-Za-z0-9._-]*) fail 1 "'$version' is no version: use A-Z a-z 0-9 . _ -, no leading dot." ;;
esac

exists "$source" || fail 1 "$source does not exist in this image. Give a directory that does."
[ -d "$source" ] || fail 1 "$source is not a directory. Give the directory that holds it."
if ! { [ -r "$source" ] && [ -x "$source" ]; }; then
  fail 1 "$source cannot be read by this user. Make it readable in the image."
fi
if is_empty "$source"; then
  fail 1 "$source is empty, there is nothing to seed. Is another volume mounted over it?"
fi
if exists "$source/$marker"; then
  fail 1 "$source/$marker has the name that the marker needs. Give it another name."
fi

if exists "$target" && [ ! -d "$target" ]; then in_the_way "$target" 'a directory'; fi
if exists "$target/versions" && ! is_directory "$target/versions"; then
  in_the_way "$target/versions" 'a directory'
fi
if exists "$final" && ! is_complete "$final"; then
  in_the_way "$final" "a complete copy of this version with its marker $marker"
fi
link=
if [ -L "$current" ]; then link=$(readlink "$current"); fi
case $link in
  versions/*) ;;
  *) if exists "$current"; then in_the_way "$current" 'a link to versions/...'; fi ;;
esac

# What earlier runs left when they were killed. Before anything else, since it
# may be what fills the disk.
for old in "$target"/.seed-scratch-tmp.*; do
  if is_directory "$old"; then remove "$old"; fi
done

if [ "$link" = "versions/$version" ] && is_complete "$final"; then
  say "$final is complete, nothing to do."
  exit 0
fi

# Never with -p: where the volume is not mounted, the parent is missing too.
[ -d "$target" ] || mkdir "$target"
[ -d "$target/versions" ] || mkdir "$target/versions"
work=$(mktemp -d "$target/.seed-scratch-tmp.XXXXXX")
trap 'remove "$work"' EXIT

if ! is_complete "$final"; then
  tree=$work/tree
  mkdir "$tree"
  # Modes as in the image, so without the umask; not with -p or -a, which want
  # to keep the owners too, and only root can. Links are copied as links.
  (umask 0 && cp -RP "$source/." "$tree/") ||
    fail 1 "cannot copy $source to $target, see above. Nothing was seeded."
  # On disk before it gets its name, else a power failure could leave the name
  # with empty files; and some file systems notice only now that they are full.
  { printf '%s\n' "$version" >"$tree/$marker" && flush && is_complete "$tree"; } ||
    fail 1 "cannot write $tree/$marker. Nothing was seeded. Is the volume full?"
  # -T: if it exists by now, fail. Plain mv would move the tree into it.
  mv -T "$tree" "$final"
fi

# -T: replace the link at once. Plain mv would move into the directory behind it.
ln -s "versions/$version" "$work/current"
mv -f -T "$work/current" "$current"
flush
say "$current is now versions/$version, a copy of $source."
