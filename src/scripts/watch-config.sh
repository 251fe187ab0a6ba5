#!/bin/sh
# Watches directories that the kubelet fills from ConfigMaps and Secrets, and
# makes a reload call whenever one of them has changed. Arguments:
#
#   INTERVAL  seconds between two looks at the directories
#   MOST      most looks to wait between two calls that fail
#   TIMEOUT   whole seconds after which a call that hangs has failed
#   PATIENCE  looks for which the program may be starting: until then a call
#             that fails is made at each look, and not told in the log
#   STATUS    file that says how it is: "delivered" from the first call on that
#             succeeds, and why none has before; delivered-config.sh reads it
#   DIR...    absolute paths of the directories
#   --        the end of the directories, then one of
#   get URL   an HTTP request, which succeeds with a status of 2xx
#   post URL  the same by POST, without a body
#   run COMMAND ARGS...
#             a command, which succeeds with status 0
#   signal PROC NAME MARKER
#             signal NAME to the first process of the container in which there
#             is the path MARKER, and in no other; PROC is where procfs is
#
# Every state of the directories is delivered by a call that starts after it
# became visible, unless a newer state has come in the meantime: then that one
# is. A call that fails is made again, for ever, after 1, 2, 4, ... looks, up to
# MOST, or as soon as there is a newer state. Only until the first call that
# succeeds there is the patience.
#
# The state at the start is delivered too: it may be newer than what the
# program has loaded, since it may have come while this script was not running.
set -u

me=watch-config
# include say
# include fail

note() { printf '%s\n' "$*" >"$status"; }

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
  why=
  case $mode in
    get) limited wget -q -O /dev/null "$1" 2>&3 ;;
    post) limited wget -q -O /dev/null --post-data '' "$1" 2>&3 ;;
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
# exec, which see the same files: of these it is the oldest. It is never 1, which
# is the Pod's own process. Searched each time: a container that restarts has
# another. Its environment would tell nothing: nginx and others write their title
# over it. Into $hidden, those whose files this user may not see.
find_process() {
  pid=
  oldest=
  hidden=
  for directory in "$1"/[0-9]*; do
    if [ "$directory" = "$1/1" ]; then continue; fi
    field PPid "$directory/status"
    if [ "$value" != 0 ]; then continue; fi
    if [ ! -e "$directory/root/$2" ]; then
      if [ ! -e "$directory/root/" ]; then hidden="$hidden ${directory##*/}"; fi
      continue
    fi
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
    why="no container with $3 runs"
    if [ -n "$hidden" ]; then why="$why, or it has another user than this one, who may not look into$hidden"; fi
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
  why="process $pid ($value) does not catch $2 and would be killed by it"
  return 1
}

if [ $# -lt 8 ]; then fail 2 "got $# arguments, needs INTERVAL MOST TIMEOUT PATIENCE STATUS DIR... -- CALL..."; fi
interval=$1
most=$2
timeout=$3
patience=$4
status=$5
shift 5
dirs=0
for dir; do
  case $dir in
    --) break ;;
    /*) dirs=$((dirs + 1)) ;;
    *) fail 2 "'$dir' is not an absolute path." ;;
  esac
done
if [ "$dirs" -eq 0 ] || [ "$dirs" -ge $(($# - 1)) ]; then fail 2 'needs directories, then --, then a call.'; fi

# A proxy has no way to this Pod.
unset http_proxy
trap stop TERM INT

note 'no call has been made yet'
# What wget says while the program may be starting would hide the rest.
if [ "$patience" -gt 0 ]; then exec 3>/dev/null; else exec 3>&2; fi
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
      if [ "$patience" -ge 0 ]; then note delivered; fi
      patience=-1
      exec 3>&2
      say "delivered$links"
    else
      why="the call failed with status $?${why:+: $why}"
      # The program may have loaded half of it.
      delivered=
      if [ "$patience" -ge 0 ]; then note "$why"; fi
      if [ "$patience" -gt 0 ]; then
        patience=$((patience - 1))
        if [ "$patience" -eq 0 ]; then exec 3>&2; fi
      else
        say "$why. Once more after $pause looks, or with the next change."
        left=$((pause - 1))
        pause=$((pause * 2))
        if [ "$pause" -gt "$most" ]; then pause=$most; fi
      fi
    fi
  fi
  attend sleep "$interval"
done
