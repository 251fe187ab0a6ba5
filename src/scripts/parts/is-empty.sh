# Whether a directory is: no tool is needed to see whether anything, dotfiles included, is
# in there. Wants exists.
is_empty() {
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    if exists "$entry"; then return 1; fi
  done
}
