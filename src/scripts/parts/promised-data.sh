# Goes on where $data is a directory of the volume, ours and not empty, and refuses where
# not. Wants fail, exists and contents, and from the script: $data, $again, other_data,
# which adds what else the volume holds to $found, and is_ours, whether a server of this
# user may work in a directory.

# Other data in the volume, and what storage.existing has to say to find it.
elsewhere() {
  found=
  other_data
  if [ -n "$found" ]; then
    found="For storage.existing,$found"
  else
    contents "$VOLUME"
    found="The volume holds: ${names:-nothing}. Is it the right claim, and the volume that it had?"
  fi
}

# owned_by_others PATH
owned_by_others() {
  # shellcheck disable=SC2012,SC2046 # numbers of one entry
  set -- "$1" "$(id -u)" $(ls -ldn "$1")
  fail 3 "$1 belongs to user $5 and group $6, and this is user $2. $again" \
    "The server must be the owner: give storage.existing user: $5 and group: $6."
}

[ -d "$VOLUME" ] || fail 2 "$VOLUME is not there. Is the volume mounted?"
if [ ! -d "$data" ]; then
  elsewhere
  fail 3 "There is no directory $data, where a database was promised. $again $found"
fi
if [ ! -r "$data" ] || [ ! -x "$data" ] || ! is_ours "$data"; then owned_by_others "$data"; fi
contents "$data"
if [ -z "$names" ]; then
  elsewhere
  fail 3 "$data is empty, where a database was promised. $again $found"
fi
