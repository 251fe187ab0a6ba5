# flush PATHS...: the file systems that these are on, to the disk. Wants fail.
flush() {
  for place in "$@"; do
    if said=$(sync -f "$place" 2>&1); then continue; fi
    # Where sync can do that, it has failed, and to ask again would forget it: what the
    # kernel could not write is told once. Where not, all file systems.
    if sync -f /proc 2>/dev/null || ! said=$(sync 2>&1); then fail 1 "cannot bring $place to the disk: ${said:-sync failed}."; fi
  done
}
