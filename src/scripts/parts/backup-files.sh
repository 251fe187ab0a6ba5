# Where the files of a backup are, and what they are called: BACKUP_DIR, BACKUP_NAME and
# BACKUP_SUFFIX. Wants fail.
case ${BACKUP_DIR:-} in
  /*) ;;
  *) fail 2 "BACKUP_DIR is '${BACKUP_DIR:-}', not an absolute path." ;;
esac
directory=$BACKUP_DIR
# Without it the volume is not mounted, and a backup would be lost with the Pod.
[ -d "$directory" ] || fail 2 "BACKUP_DIR $directory is not a directory. Is the volume mounted there?"
case ${BACKUP_NAME:-} in
  '' | [.-]* | *[!a-z0-9.-]*) fail 2 "BACKUP_NAME is '${BACKUP_NAME:-}': use a-z 0-9 . -, a letter or digit first." ;;
esac
case ${BACKUP_SUFFIX:-} in
  .sha256 | *[!A-Za-z0-9._-]*) fail 2 "BACKUP_SUFFIX is '$BACKUP_SUFFIX': use a dot, then A-Z a-z 0-9 . _ -, and not .sha256." ;;
  .?*) ;;
  *) fail 2 "BACKUP_SUFFIX is '${BACKUP_SUFFIX:-}', must begin with a dot." ;;
esac
