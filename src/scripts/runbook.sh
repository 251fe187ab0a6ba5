#!/bin/sh
# What a runbook begins with: how it is called, how it asks the cluster, and how its
# checks and steps are gone through. What a runbook does stands below, in its text.
#
# Without --apply nothing is changed. Each run looks at all again: a step that is done
# is passed over, so that a run that was killed is simply run again. It stops where a
# check fails or a step does not come out as it should.
#
# Exit status: 0 done, or nothing stands in the way; 1 a step failed, or the cluster
# does not answer; 2 called wrongly; 3 a check failed, nothing was changed by that
# step; 4 something has to be done by hand first.
set -u

usage() {
  printf '%s\n' "Usage: sh $0 [--apply | --undo] [--context=NAME] [--with=STEP]" '' \
    '  (nothing)       check, and show what would be done' \
    '  --apply         do it; may be run again at any time' \
    '  --undo          show how what is done is taken back, the last step first' \
    '  --context=NAME  the context of kubectl, rather than the current one' \
    '  --with=STEP     a step that is left out unless it is asked for'
}

mode=plan context='' with=' '
for argument in "$@"; do
  case $argument in
    --apply) mode=apply ;;
    --undo) mode=undo ;;
    --context=?*) context=${argument#*=} ;;
    --with=?*) with="$with${argument#*=} " ;;
    --help | -h)
      usage
      exit 0
      ;;
    *)
      printf '%s\n' "$0: $argument is no option." >&2
      usage >&2
      exit 2
      ;;
  esac
done

say() { printf '%s\n' "$*"; }
stop() {
  status=$1
  shift
  say "$@" >&2
  exit "$status"
}

command -v kubectl >/dev/null || stop 2 'There is no kubectl on PATH.'

# A function, so that what is shown can be copied, and still goes to the context that was asked for.
kubectl() { command kubectl ${context:+"--context=$context"} "$@"; }

# A Pod without a kubeconfig sets no limit of time: with one, kubectl would ask localhost (kubernetes/kubernetes#49343).
limit=--request-timeout=30s
if [ -n "${KUBERNETES_SERVICE_HOST:-}" ] && [ -z "${KUBECONFIG:-}" ]; then limit=; fi

# ask PATH OBJECT...: what kubectl prints of an object goes to $answer; nothing where there is none.
ask() {
  path=$1
  shift
  answer=$(kubectl get "$@" --ignore-not-found ${limit:+"$limit"} -o "jsonpath=$path") ||
    stop 1 "The cluster cannot be asked for $*, see above. Nothing was changed by this."
}

there() {
  ask '{.metadata.name}' "$@"
  [ -n "$answer" ]
}

# is VALUE PATH OBJECT...
is() {
  value=$1 path=$2
  shift 2
  ask "$path" "$@"
  [ "$answer" = "$value" ]
}

# unused CLAIM NAMESPACE [ended]: no Pod has it; with `ended`, none that has ended either.
unused() {
  ask '{range .items[*]}{.metadata.name}{" /"}{range .spec.volumes[*]}{.persistentVolumeClaim.claimName}{"/"}{end}{" "}{.status.phase}{"\n"}{end}' pods -n "$2"
  claim=$1 users=
  while read -r pod claims phase; do
    case $phase in
      Succeeded | Failed) if [ "${3:-}" != ended ]; then continue; fi ;;
    esac
    case $claims in
      */"$claim"/*) users="$users $pod" ;;
    esac
  done <<ANSWER
$answer
ANSWER
  [ -z "$users" ]
}

# at_least BYTES PATH OBJECT...: an amount as Kubernetes writes it.
at_least() {
  least=$1 path=$2
  shift 2
  ask "$path" "$@"
  printf '%s\n' "$answer" | awk -v least="$least" '
    BEGIN {
      split("Ki Mi Gi Ti Pi Ei", binary, " ")
      split("k M G T P E", decimal, " ")
      # Some builds of busybox have no ^.
      two = ten = 1
      for (power = 1; power <= 6; power++) {
        factor[binary[power]] = two *= 1024
        factor[decimal[power]] = ten *= 1000
      }
      factor[""] = 1
      factor["m"] = 0.001
    }
    match($0, /^[0-9.]+([eE][0-9]+)?/) {
      unit = substr($0, RLENGTH + 1)
      enough = unit in factor && substr($0, 1, RLENGTH) * factor[unit] >= least + 0
    }
    END { exit !enough }'
}

# volume_of CLAIM NAMESPACE [CLASS]: the volume of a claim, of a class where one is named, to $answer.
volume_of() {
  if [ $# -gt 2 ]; then is "$3" '{.spec.storageClassName}' "persistentvolumeclaim/$1" -n "$2" || return 1; fi
  ask '{.spec.volumeName}' "persistentvolumeclaim/$1" -n "$2"
  [ -n "$answer" ]
}

# marked MARK: the volume that a run has marked as the one that is meant, to $answer.
marked() {
  ask '{range .items[*]}{.metadata.name}{" "}{.metadata.annotations.cdk8s-storage/runbook}{"\n"}{end}' persistentvolumes
  found=
  while read -r volume mark; do
    if [ "$mark" = "$1" ]; then found=$volume; fi
  done <<ANSWER
$answer
ANSWER
  answer=$found
  [ -n "$answer" ]
}

# growable CLAIM NAMESPACE
growable() {
  ask '{.spec.storageClassName}' "persistentvolumeclaim/$1" -n "$2"
  [ -n "$answer" ] && is true '{.allowVolumeExpansion}' "storageclass/$answer"
}

# ready OBJECT...: all Pods that a workload asks for are ready, by its present template.
ready() {
  ask '{.spec.replicas} {.status.readyReplicas} {.metadata.generation} {.status.observedGeneration}' "$@"
  read -r wanted ready generation observed <<ANSWER
$answer
ANSWER
  if [ "$wanted" = 0 ]; then return; fi
  [ -n "$observed" ] && [ "$wanted" = "$ready" ] && [ "$generation" = "$observed" ]
}

# said_with WORD: whether the run is told so.
said_with() {
  case $with in
    *" $1 "*) ;;
    *) return 1 ;;
  esac
}

# need THAT OTHERWISE, after holds() has been defined.
failed=0
need() {
  if holds; then
    say "  ok  $1"
  else
    say "  NO  $1"
    say "      $2"
    failed=$((failed + 1))
  fi
}

settle() {
  [ "$failed" -eq 0 ] || stop 3 "Stopped: $failed of the checks above failed. Nothing was changed since."
}

# step NUMBER TITLE COMMANDS UNDO SECONDS OPTION: a part of the text below has defined done, check and act.
pending=no undoing=
look() { :; }
failed_already() { return 1; }
step() {
  look
  if done_already; then
    say "Step $1: $2: done."
    undoing="Step $1: $2:
$4
$undoing"
    return
  fi
  case "$mode $pending $6 $with" in
    undo*) return ;;
    *' - '*) ;;
    *" $6 "*" $6 "*) ;;
    *)
      say "Step $1: $2: left out; --with=$6 does it."
      return
      ;;
  esac
  say "Step $1: $2"
  if [ "$mode" = plan ]; then
    if [ "$pending" = no ]; then check; else say '  (checked when the steps before are done)'; fi
    pending=yes
    say "$3"
    return
  fi
  check
  settle
  say "$3"
  act || stop 1 "Step $1 failed, see above. It can be run again. To take back what was done: sh $0 --undo"
  left=$5
  until done_already; do
    if failed_already; then stop 1 "Step $1 failed. To take back what was done: sh $0 --undo"; fi
    [ "$left" -gt 0 ] || stop 1 "Step $1 was done, but did not take effect within $5 seconds. It can be run again. To take it back: sh $0 --undo"
    left=$((left - 1))
    sleep 1
    look
  done
  say "Step $1: done."
}

# For act, of a step that no program does.
by_hand() { stop 4 "This waits for you. Then run it again: sh $0 --apply"; }

finish() {
  case $mode in
    undo)
      if [ -z "$undoing" ]; then say 'Nothing is done yet.'; else printf '%s' "$undoing"; fi
      ;;
    plan)
      settle
      if [ "$pending" = no ]; then say 'All is done.'; else say "Nothing was changed. To do it: sh $0 --apply"; fi
      ;;
    apply) say 'All is done.' ;;
  esac
}

[ "$mode" = undo ] || say "Cluster: context ${context:-$(command kubectl config current-context 2>/dev/null || echo '(none is set)')}"
