# What making a new data directory needs, of any engine. Wants exists and fail.

# in_volume VARIABLE PATH: what is renamed cannot be a mount point.
in_volume() {
  case $2 in
    */) fail 2 "$1 is '$2', must not end with /." ;;
    /*/*) ;;
    *) fail 2 "$1 is '$2', not the absolute path of a directory in a volume." ;;
  esac
}

# What lies in a volume besides what is made there: beside the data of another chart or
# tool a new database would be empty, ready, and taken for it. Into $others.
strangers() {
  others=
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    if ! exists "$entry"; then continue; fi
    case ${entry##*/} in
      lost+found | .snapshot | "$2" | "$2.tmp") ;;
      *) others="$others, ${entry##*/}" ;;
    esac
  done
  others=${others#, }
}

# secret VARIABLE FILE: one line. A line break or other control character would not get
# through all that it is told to unchanged.
secret() {
  [ -r "$2" ] || fail 2 "$1 is '$2', which cannot be read. Is the Secret mounted there?"
  value=$(cat "$2")
  case $value in
    '') fail 2 "$1 is '$2', which is empty." ;;
    *[[:cntrl:]]*) fail 2 "$1 is '$2', which must hold one line without control characters." ;;
  esac
  printf '%s\n' "$value"
}
