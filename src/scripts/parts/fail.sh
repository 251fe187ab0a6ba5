# fail STATUS WORDS...
fail() {
  status=$1
  shift
  say "$@" >&2
  exit "$status"
}
