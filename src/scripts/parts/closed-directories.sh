# Directories that are closed to their owner, for everybody but root: one of mode 0500 can
# neither be moved to another directory nor be emptied. Wants exists, own and each.

# open_noted NOTES ENTRY: lets the owner write to a directory that is to be moved. Its mode
# and name are in NOTES before, so that it gets its mode back whenever this is killed.
open_noted() {
  if [ ! -d "$2" ] || [ -L "$2" ] || [ -w "$2" ]; then return 0; fi
  noted=$1/$(stat -c %a "$2") && mkdir -p "$noted" && : >"$noted/${2##*/}" || return 1
  # Of another owner: as it was, and the move says why it cannot be made.
  chmod u+w "$2" 2>/dev/null || rm -f "$noted/${2##*/}"
}

# close_noted NOTES: gives them the modes that were noted, at the root of the volume.
close_noted() {
  for noted in "$1"/*; do
    if [ -d "$noted" ]; then each close_one "$noted" || return 1; fi
  done
}
close_one() {
  if [ -d "./${1##*/}" ] && [ ! -L "./${1##*/}" ]; then chmod "${noted##*/}" "./${1##*/}"; fi
}
