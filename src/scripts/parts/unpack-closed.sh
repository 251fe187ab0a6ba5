# Unpacks an archive with directories that are closed to their owner by a tar that closes
# them before it fills them, as that of busybox does. Wants say, file, own and exists.

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
