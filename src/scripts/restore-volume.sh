#!/bin/sh
# Restores the archive of a volume. Arguments: FILE, and replace where what is there
# goes. Ends with 3 where it refused, and changed nothing.
#
# Environment:
#
#   TARGET_DIR  absolute path of the volume
#
# The files are unpacked beside what is there, on the same volume, and take its place
# when all of them are on the disk: a full disk and a broken archive change nothing.
# Killed at any point, it leaves what contents-volume brings back to what it was; see
# there for the directories.
set -eu
export LC_ALL=C

me=restore-volume
# include say-aside
# include fail
# include flush
# include exists
# include volume-root
# include remove
# include closed-directories

file=$1
mode=$2
mask=$(umask)
cd "$TARGET_DIR" 2>/dev/null || fail 1 "cannot enter $TARGET_DIR. Is the volume mounted there, and may this user write to it?"
unchanged='The volume is as it was.'

said=$(mkdir -p "$own" 2>&1) || fail 1 "cannot write to the volume (${said##*: }). $unchanged"
if command -v flock >/dev/null; then
  exec 9>>"$own/lock" || fail 1 "cannot write to the volume. $unchanged"
  if ! said=$(flock -n 9 2>&1); then
    [ -n "$said" ] || fail 1 "another restore of this volume is under way. $unchanged"
  fi
fi
# Somebody may have written since it was looked at.
refuse() { fail 3 "the volume holds ${1#./} now. Stop what writes to it. $unchanged"; }
if [ "$mode" != replace ]; then each refuse .; fi

# Directories that are closed to their owner, by a tar that closes them before it fills
# them, as that of busybox does.

# octal drwxr-s---: as a number, in $octal.
octal() {
  octal='' special=0 rest=${1#?}
  for weight in 4 2 1; do
    three=${rest%"${rest#???}"} digit=0
    rest=${rest#???}
    case $three in r??) digit=4 ;; esac
    case $three in ?w?) digit=$((digit + 2)) ;; esac
    case $three in ??[xst]) digit=$((digit + 1)) ;; esac
    case $three in ??[sStT]) special=$((special + weight)) ;; esac
    octal=$octal$digit
  done
  octal=$special$octal
}

# Whether this is such a tar, and such an archive. A line for each directory, and for each
# file with a bit that is lost when it is written, goes to lists/modes.
is_closed() {
  case $(tar --version 2>/dev/null) in *'GNU tar'*) return 1 ;; esac
  mkdir -p "$own/lists" && tar -t -v -z -f "$file" >"$own/lists/all" 2>/dev/null || return 1
  rest='  *[^ ]*  *[0-9]*  *[-0-9]*  *[:0-9]* \(\./.*\)'
  sed -n -e "s,^\(d.\{9\}\)$rest/\$,\1 \2,p" -e "s,^\(-..[sS].\{6\}\)$rest\$,\1 \2,p" -e "s,^\(-.\{5\}[sS]...\)$rest\$,\1 \2,p" \
    "$own/lists/all" >"$own/lists/modes"
  sed -n '/^drw[xs]/!{/^d/p;}' "$own/lists/modes" >"$own/lists/closed"
  [ -s "$own/lists/closed" ]
}

# Tar leaves a directory that is there as it is, where it gives no modes: these are made
# first, open, and closed at the end, those within others before these.
unpack_closed() {
  # A name may go on in another line, and some write ? for what they do not print.
  if grep -v '^[-a-z][-rwxsStT]\{9\} ' "$own/lists/all" | grep -q / || grep -q '[?]' "$own/lists/closed"; then
    unnamed
    return 1
  fi
  while IFS= read -r line; do mkdir -p "$own/part/${line#* }" || return 1; done <"$own/lists/closed"
  tar -x -z --no-same-permissions -f "$file" -C "$own/part" || return 1
  sort -r -k 2 "$own/lists/modes" >"$own/lists/sorted" || return 1
  while IFS= read -r line; do
    mode=${line%% *} name=${line#* }
    if exists "$own/part/$name"; then
      octal "$mode"
      chmod "$octal" "$own/part/$name" || return 1
      continue
    fi
    case $line in
      # Another name of a file that has its mode; or tar has given it, to a name that it does not print.
      -*' -> '* | drwx??[!sStT]??[!sStT]\ *) ;;
      *)
        unnamed
        return 1
        ;;
    esac
  done <"$own/lists/sorted"
}
unnamed() {
  say "it has directories that their owner may not write to, and this tar does not tell all names: $(head -n 1 "$own/lists/closed"). Take an image with GNU tar."
}

clean() { remove "$own/part" && remove "$own/lists"; }
mkdir "$own/part" || fail 1 "cannot write to the volume. $unchanged"
status=0
# tar of busybox takes the mask from the modes, -p or not.
umask 0
said=$(tar -x -p -z -f "$file" -C "$own/part" 2>&1) || status=$?
if [ "$status" != 0 ] && is_closed; then
  status=0
  said=$(remove "$own/part" && mkdir "$own/part" && unpack_closed 2>&1) || status=$?
fi
umask "$mask"
[ -z "$said" ] || printf '%s\n' "$said" >&2
if [ "$status" != 0 ]; then
  clean
  fail 1 "cannot unpack the backup, see above (status $status). Is the volume full, or may this user not make such files? $unchanged"
fi
remove "$own/lists"
if exists "$own/part/$own"; then
  clean
  fail 3 "the backup was made while a restore was under way. Choose another one. $unchanged"
fi
mkdir "$own/old" || fail 1 "cannot write to the volume. $unchanged"
# On disk before what is there goes.
flush "$TARGET_DIR"
mv -T "$own/part" "$own/new"

take_away() { open_noted "$own/modes" "$1" && mv -T "$1" "$own/old/${1##*/}"; }
bring_in() { open_noted "$own/new-modes" "$1" && mv -T "$1" "./${1##*/}"; }
put_back() { mv -T "$1" "./${1##*/}"; }
if ! each take_away .; then
  each put_back "$own/old"
  close_noted "$own/modes"
  for rest in modes new old; do remove "$own/$rest"; done
  fail 1 "cannot move what is there, see above: this user may not write to it. $unchanged"
fi
mv -T "$own/new" "$own/in"
if ! { each bring_in "$own/in" && close_noted "$own/new-modes"; }; then
  fail 1 'cannot bring the new files to their places, see above. The next try undoes what was done.'
fi
flush "$TARGET_DIR"
rmdir "$own/in"
# From here on the restore has ended well, whatever comes of the rest.
for rest in modes new-modes old; do
  remove "$own/$rest" || say "what was there could not be removed altogether: see $own/$rest on the volume."
done
rm -f "$own/lock"
rmdir "$own" 2>/dev/null || :
