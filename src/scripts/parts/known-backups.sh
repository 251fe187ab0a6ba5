# The files of a backup by their names and checksums. Wants say.

# Whether a file is what its checksum says; says why not.
agrees_with_sum() {
  if [ ! -s "$directory/$1.sha256" ]; then
    say "$1 has no checksum $1.sha256 beside it." >&2
    return 1
  fi
  # Its own name may differ, for a copy from elsewhere: only the sum counts.
  read -r expected _ <"$directory/$1.sha256" || :
  actual=$(sha256sum "$directory/$1") || return 1
  if [ "${actual%% *}" != "$expected" ]; then
    say "$1 differs from its checksum: it is damaged." >&2
    return 1
  fi
}

# Clocks differ a little from node to node; but what is hours ahead was made by a clock
# that was wrong, and may be older than all others; or this one is.
latest_now=$(($(date -u +%s) + 300))
latest_now=$BACKUP_NAME-$(date -u -d "@$latest_now" +%Y%m%dT%H%M%SZ)$BACKUP_SUFFIX
is_from_future() { expr "x$1" '>' "x$latest_now" >/dev/null; }

names() {
  for path in "$directory/$BACKUP_NAME"-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z"$BACKUP_SUFFIX"; do
    if [ -f "$path" ]; then printf '%s\n' "${path##*/}"; fi
  done
}
