# The root of a volume, in the directory of which the script is. Wants exists.
own=.restore-volume

# each COMMAND DIRECTORY: with everything at its root, but what belongs to the file system
# or to restores.
each() {
  for entry in "$2"/* "$2"/.[!.]* "$2"/..?*; do
    case ${entry##*/} in
      lost+found | "$own") continue ;;
    esac
    if exists "$entry"; then "$1" "$entry" || return 1; fi
  done
}
