#!/bin/sh
# Watches directories that the kubelet fills from ConfigMaps and Secrets, and
# makes a reload call whenever one of them has changed. Arguments:
#
#   INTERVAL  seconds between two looks at the directories
#   MOST      most looks to wait between two calls that fail
#   TIMEOUT   whole seconds after which a call that hangs has failed
#   DIR...    absolute paths of the directories
#   --        the end of the directories, then one of
#   get URL   an HTTP request, which succeeds with a status of 2xx
#   post URL  the same by POST, without a body
#   run COMMAND ARGS...
#             a command, which succeeds with status 0
#   signal PROC NAME MARKER
#             signal NAME to the first process of the container that has the
#             MARKER (NAME=value) in its environment; PROC is where procfs is
#
# Every state of the directories is delivered by a call that starts after it
# became visible, unless a newer state has come in the meantime: then that one
# is. A call that fails is made again, for ever, after 1, 2, 4, ... looks, up to
# MOST, or as soon as there is a newer state.
#
# The state at the start is delivered too: it may be newer than what the
# program has loaded, since it may have come while this script was not running.
set -u

say() { printf 'watch-config: %s\n' "$*"; }
fail() {
  say "$@" >&2
  exit 2
}

# Into $state, what tells one state of the directories from another: where the
# kubelet's link leads, whose target has a new name each time, and the names of
# the files, since the kubelet removes those of old files after it has moved
# the link. No file is opened. Without forks, but for readlink.
look() {
  links=
  files=
  for dir; do
    if [ "$dir" = -- ]; then break; fi
    links="$links $dir/$(readlink "$dir/..data")"
    for entry in "$dir"/* "$dir"/.[!.]*; do files="$files/${entry#"$dir/"}"; done
    files="$files//"
  done
  state="$links $files"
}

# In the background, since a trap waits for what runs in the foreground.
attend() {
  "$@" &
  wait "$!"
}

# Ends what was started last as well: a call, or the time until the next look.
stop() {
  if [ -n "${!:-}" ]; then kill "$!" 2>/dev/null; fi
  say 'stopped.'
  exit 0
}

# KILL, since what hangs may not heed anything else.
limited() { attend timeout -s KILL "$timeout" "$@"; }

call() {
  while [ "$1" != -- ]; do shift; done
  mode=$2
  shift 2
  case $mode in
    get) limited wget -q -O /dev/null "$1" ;;
    post) limited wget -q -O /dev/null --post-data '' "$1" ;;
    run) limited "$@" ;;
    signal) signal "$@" ;;
  esac
}

# The value of a field of /proc/PID/status, into $value.
field() {
  value=
  while read -r name rest; do
    if [ "$name" = "$1:" ]; then value=$rest; fi
  done 2>/dev/null <"$2"
}

# Into $pid, the first process of the container. It has no parent in the Pod's
# process namespace, and neither do the processes of exec probes and kubectl
# exec, which inherit its environment: of these it is the oldest. It is never 1,
# which is the Pod's own process. Searched each time: a container that restarts
# has another.
find_process() {
  pid=
  oldest=
  for directory in "$1"/[0-9]*; do
    if [ "$directory" = "$1/1" ]; then continue; fi
    field PPid "$directory/status"
    if [ "$value" != 0 ]; then continue; fi
    if ! tr '\0' '\n' 2>/dev/null <"$directory/environ" | grep -qxF -e "$2"; then continue; fi
    started "$directory/stat"
    if [ -z "$oldest" ] || [ "$start" -lt "$oldest" ]; then
      oldest=$start
      pid=${directory##*/}
    fi
  done
}

# Field 22 of /proc/PID/stat, into $start. The name before may hold anything.
started() {
  start=0
  read -r line 2>/dev/null <"$1" || return 0
  # shellcheck disable=SC2086 # The fields are numbers, to be split at blanks.
  set -- ${line##*) }
  start=${20:-0}
}

# Whether a mask of signals, 16 hexadecimal digits, has the one with this
# number. Only the low half is read: no shell counts in unsigned 64 bits.
has() { [ $((0x${1#????????} >> ($2 - 1) & 1)) -eq 1 ]; }

# A program that has not installed its handler yet would be killed, so it gets
# the signal only once it catches it, or blocks it to read it from a queue.
signal() {
  proc=$1
  find_process "$proc" "$3"
  if [ -z "$pid" ]; then
    say "no process with $3 in its environment: is its container starting?"
    return 1
  fi
  case $2 in
    HUP) number=1 ;;
    INT) number=2 ;;
    QUIT) number=3 ;;
    USR1) number=10 ;;
    USR2) number=12 ;;
    WINCH) number=28 ;;
  esac
  for mask in SigCgt SigBlk; do
    field "$mask" "$proc/$pid/status"
    if [ -n "$value" ] && has "$value" "$number"; then
      kill -s "$2" "$pid"
      return
    fi
  done
  field Name "$proc/$pid/status"
  say "process $pid ($value) does not catch $2 and would be killed by it: is it starting?"
  return 1
}

if [ $# -lt 6 ]; then fail "got $# arguments, needs INTERVAL MOST TIMEOUT DIR... -- CALL..."; fi
interval=$1
most=$2
timeout=$3
shift 3
dirs=0
for dir; do
  case $dir in
    --) break ;;
    /*) dirs=$((dirs + 1)) ;;
    *) fail "'$dir' is not an absolute path." ;;
  esac
done
if [ "$dirs" -eq 0 ] || [ "$dirs" -ge $(($# - 1)) ]; then fail 'needs directories, then --, then a call.'; fi

# A proxy has no way to this Pod.
unset http_proxy
trap stop TERM INT

delivered=
tried=
left=0
while :; do
  look "$@"
  if [ "$state" != "$delivered" ]; then
    if [ "$state" != "$tried" ]; then
      tried=$state
      left=0
      pause=1
    fi
    if [ "$left" -gt 0 ]; then
      left=$((left - 1))
    elif call "$@"; then
      delivered=$state
      say "delivered$links"
    else
      code=$?
      # The program may have loaded half of it.
      delivered=
      say "the call failed with status $code. Once more after $pause looks, or with the next change."
      left=$((pause - 1))
      pause=$((pause * 2))
      if [ "$pause" -gt "$most" ]; then pause=$most; fi
    fi
  fi
  attend sleep "$interval"
done
