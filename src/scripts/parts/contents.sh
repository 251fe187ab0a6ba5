# Names in a directory, dotfiles included, but for what a new file system has, into $names;
# no tool is needed. Wants exists.
contents() {
  names=
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    if exists "$entry" && [ "${entry##*/}" != lost+found ]; then names="$names, ${entry##*/}"; fi
  done
  names=${names#, }
}
