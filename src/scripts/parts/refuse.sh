# Reasons not to go on: all are told before the end. Wants say and say_lines.
refused=no
refuse() {
  say "$@"
  refused=yes
}
# Each line of an answer is a reason.
refuse_lines() {
  [ -n "$1" ] || return 0
  say_lines "$1"
  refused=yes
}
