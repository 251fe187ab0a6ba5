# until_nobody COMMAND: asks by it who is there until nobody is, for RESTORE_PATIENCE
# seconds, or 60. Its last answer is in $found.
until_nobody() {
  deadline=$(($(date -u +%s) + ${RESTORE_PATIENCE:-60}))
  found=$("$1")
  while [ -n "$found" ] && [ "$(date -u +%s)" -lt "$deadline" ]; do
    sleep 1
    found=$("$1")
  done
}
