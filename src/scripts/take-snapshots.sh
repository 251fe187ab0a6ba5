#!/bin/sh
# Takes a snapshot of each claim, waits until all are ready, then deletes old ones.
# Arguments: names of claims; none for a group of claims, which is taken at once.
#
# Environment:
#
#   SNAPSHOT_NAME       whose snapshots these are: a-z 0-9 -. Their names begin with
#                       it, and the label app.kubernetes.io/name has it
#   SNAPSHOT_NAMESPACE  namespace of the claims and of the snapshots
#   SNAPSHOT_CLASS      name of the VolumeSnapshotClass; of a group, of the
#                       VolumeGroupSnapshotClass
#   SNAPSHOT_SELECTOR   for a group: labels of its claims, as in a=b,c=d
#   SNAPSHOT_KEEP       how many that are ready stay for each claim, at least 1
#   SNAPSHOT_WAIT       seconds to wait until they are ready
#   SNAPSHOT_RUN        the Job that this is a try of: a second try of it waits for
#                       the snapshots of the first, and takes no others. May be empty
#
# Needs kubectl, which finds the API server as in any Pod, and an account that may
# create, delete and list these snapshots in the namespace; nothing else.
#
# A snapshot is good when it is ready. Only good ones are counted, and only good
# ones are deleted: the oldest, when there is a newer one.
#
# Exit status: 0 done; 1 failed, all older snapshots are still there; 2 wrong
# settings, missing rights or no such kinds in the cluster; 3 refused.
set -eu
export LC_ALL=C

me=take-snapshots
# include say
# include fail

case ${SNAPSHOT_NAME:-} in
  '' | -* | *[!a-z0-9-]*) fail 2 "SNAPSHOT_NAME is '${SNAPSHOT_NAME:-}': use a-z 0-9 -, a letter or digit first." ;;
esac
case ${SNAPSHOT_NAMESPACE:-} in
  '' | -* | *[!a-z0-9-]*) fail 2 "SNAPSHOT_NAMESPACE is '${SNAPSHOT_NAMESPACE:-}': use a-z 0-9 -, a letter or digit first." ;;
esac
case ${SNAPSHOT_CLASS:-} in
  '' | [.-]* | *[!a-z0-9.-]*) fail 2 "SNAPSHOT_CLASS is '${SNAPSHOT_CLASS:-}': use a-z 0-9 . -, a letter or digit first." ;;
esac
case ${SNAPSHOT_KEEP:-} in
  '' | 0* | *[!0-9]* | ??????*) fail 2 "SNAPSHOT_KEEP is '${SNAPSHOT_KEEP:-}', must be a number from 1 to 99999." ;;
esac
case ${SNAPSHOT_WAIT:-} in
  '' | *[!0-9]* | ???????*) fail 2 "SNAPSHOT_WAIT is '${SNAPSHOT_WAIT:-}', must be a number of seconds." ;;
esac
run=${SNAPSHOT_RUN:-}
case $run in
  *[!a-z0-9.-]*) fail 2 "SNAPSHOT_RUN is '$run': use a-z 0-9 . -, or leave it out." ;;
esac
selector=${SNAPSHOT_SELECTOR:-}
if [ $# -gt 0 ] && [ -n "$selector" ]; then fail 2 'Give names of claims or SNAPSHOT_SELECTOR, not both.'; fi
if [ $# -eq 0 ] && [ -z "$selector" ]; then fail 2 'Give names of claims, or SNAPSHOT_SELECTOR for a group.'; fi
case $selector in
  '' | [!=,]*=*) ;;
  *) fail 2 "SNAPSHOT_SELECTOR is '$selector': write labels as in a=b,c=d." ;;
esac
case $selector in
  *[!A-Za-z0-9._/=,-]*) fail 2 "SNAPSHOT_SELECTOR is '$selector': write labels as in a=b,c=d." ;;
esac
for claim in "$@"; do
  case $claim in
    '' | [.-]* | *[!a-z0-9.-]*) fail 2 "the claim '$claim' has no name of a claim: use a-z 0-9 . -, a letter or digit first." ;;
  esac
done
for program in kubectl date mktemp sed sort tail tr; do
  command -v "$program" >/dev/null || fail 2 "there is no $program in this image. It needs a shell, kubectl, date, mktemp, sed, sort, tail and tr."
done

# Where kubectl keeps what it has asked, besides.
work=$(mktemp -d) || fail 1 'cannot make a temporary directory.'
trap 'rm -rf "$work"' EXIT
export HOME="$work"

# With a limit of time kubectl takes no notice of being in a Pod, and asks localhost
# (kubernetes/kubernetes#49343). So it is told where the server and its account are.
if [ -z "${KUBECONFIG:-}" ] && [ -n "${KUBERNETES_SERVICE_HOST:-}" ]; then
  case $KUBERNETES_SERVICE_HOST in
    *:*) server="https://[$KUBERNETES_SERVICE_HOST]:${KUBERNETES_SERVICE_PORT:-443}" ;;
    *) server="https://$KUBERNETES_SERVICE_HOST:${KUBERNETES_SERVICE_PORT:-443}" ;;
  esac
  account=/var/run/secrets/kubernetes.io/serviceaccount
  cluster="{\"name\":\"in\",\"cluster\":{\"server\":\"$server\",\"certificate-authority\":\"$account/ca.crt\"}}"
  user="{\"name\":\"in\",\"user\":{\"tokenFile\":\"$account/token\"}}"
  context='{"name":"in","context":{"cluster":"in","user":"in"}}'
  export KUBECONFIG="$work/kubeconfig"
  printf '{"apiVersion":"v1","kind":"Config","clusters":[%s],"users":[%s],"contexts":[%s],"current-context":"in"}\n' "$cluster" "$user" "$context" >"$KUBECONFIG"
fi

if [ -n "$selector" ]; then
  # One group, which stands for all of its claims.
  set -- group
  api=groupsnapshot.storage.k8s.io
  kind=VolumeGroupSnapshot
  resource=volumegroupsnapshots
  bound=boundVolumeGroupSnapshotContentName
  source='group'
else
  api=snapshot.storage.k8s.io
  kind=VolumeSnapshot
  resource=volumesnapshots
  bound=boundVolumeSnapshotContentName
  source='{{.spec.source.persistentVolumeClaimName}}'
fi
template='{{range .items}}{{.metadata.creationTimestamp}} {{.metadata.name}} {{if .metadata.deletionTimestamp}}deleting{{else}}{{with .status}}{{if and .readyToUse .'$bound'}}ready{{else}}waiting{{end}}{{else}}waiting{{end}}{{end}} {{or (index .metadata.labels "cdk8s-storage/run") "-"}} '$source' {{with .status}}{{with .error}}{{with .message}}{{printf "%q" .}}{{end}}{{end}}{{end}}{{"\n"}}{{end}}'
ours="app.kubernetes.io/name=$SNAPSHOT_NAME,app.kubernetes.io/component=snapshots,app.kubernetes.io/managed-by=cdk8s-storage"

# Runs kubectl. What another try does not change ends the script, all else is for
# the caller to tell. Arguments: what is being done, then those of kubectl.
ask() {
  doing=$1
  shift
  if kubectl --namespace="$SNAPSHOT_NAMESPACE" --request-timeout=30s "$@" 2>"$work/errors"; then return 0; fi
  # Each failed discovery is told several times in a log line.
  error=$(sed '/^[EIW][0-9]* /d' "$work/errors")
  case $error in
    *'(Forbidden)'* | *'(Unauthorized)'* | *'logged in to the server'*) fail 2 "cannot $doing: $error" ;;
    *"doesn't have a resource type"* | *'no matches for kind'*)
      fail 2 "the cluster has no $kind of $api/v1: it needs the definitions and the controller of external-snapshotter. kubectl says: $error"
      ;;
  esac
  return 1
}

# All snapshots of ours, the oldest first, a line for each: time, name, state (ready,
# waiting or deleting), run, claim, and what the controller last complained of.
list() {
  ask "list $resource in namespace $SNAPSHOT_NAMESPACE" get "$resource.v1.$api" --selector="$ours" --output=go-template="$template" >"$work/new" || return 1
  sort "$work/new" >"$work/list"
}

# Names of those in a state ('any' for all that stay) and of a claim; of a run too,
# where one is given.
names() {
  while read -r _ name state its claim _; do
    if [ "$state" = deleting ] || [ "$claim" != "$2" ]; then continue; fi
    if [ "$1" != any ] && [ "$state" != "$1" ]; then continue; fi
    if [ $# -lt 3 ] || [ "$its" = "$3" ]; then echo "$name"; fi
  done <"$work/list"
}

# The state of one, and its error; nothing where it is gone.
state_of() {
  while read -r _ name state _ _ error; do
    if [ "$name" = "$1" ]; then printf '%s %s\n' "$state" "$error"; fi
  done <"$work/list"
}

number() { echo $#; }

manifest() {
  labels="\"app.kubernetes.io/name\":\"$SNAPSHOT_NAME\",\"app.kubernetes.io/component\":\"snapshots\",\"app.kubernetes.io/managed-by\":\"cdk8s-storage\""
  if [ -n "$run" ]; then labels="$labels,\"cdk8s-storage/run\":\"$run\""; fi
  if [ -n "$selector" ]; then
    pairs=$(printf '%s\n' "$selector" | sed 's/[^=,]*/"&"/g; s/=/:/g; s/""//g')
    spec="\"volumeGroupSnapshotClassName\":\"$SNAPSHOT_CLASS\",\"source\":{\"selector\":{\"matchLabels\":{$pairs}}}"
  else
    spec="\"volumeSnapshotClassName\":\"$SNAPSHOT_CLASS\",\"source\":{\"persistentVolumeClaimName\":\"$2\"}"
  fi
  printf '{"apiVersion":"%s/v1","kind":"%s","metadata":{"name":"%s","labels":{%s}},"spec":{%s}}\n' "$api" "$kind" "$1" "$labels" "$spec"
}

# Makes the snapshot of a claim, and says its name in $made.
make() {
  tries=0
  while :; do
    time=$(date -u +%Y%m%dt%H%M%Sz)
    made=$SNAPSHOT_NAME-$time
    # Of several claims each has its own.
    if [ "$several" = yes ]; then made=$SNAPSHOT_NAME-$1-$time; fi
    manifest "$made" "$1" >"$work/manifest"
    if ask "create $resource in namespace $SNAPSHOT_NAMESPACE" create --filename="$work/manifest" >/dev/null; then return 0; fi
    tries=$((tries + 1))
    case $error in
      # Another schedule of this name, or this one by hand, in the same second.
      *'(AlreadyExists)'*) [ "$tries" -lt 30 ] || fail 1 "cannot make $made: $error $unchanged" ;;
      *) fail 1 "cannot make $made: $error $unchanged" ;;
    esac
    sleep 1
  done
}

unchanged='Older ones are still there.'
several=no
if [ $# -gt 1 ]; then several=yes; fi
list || fail 1 "cannot list what is there: $error $unchanged"

# Those of the claims in turn, with a blank before each.
wanted=
for claim in "$@"; do
  mine=
  if [ -n "$run" ]; then mine=$(names any "$claim" "$run" | tail -n 1); fi
  if [ -n "$mine" ]; then
    say "waiting for $mine, which an earlier try made."
  else
    # shellcheck disable=SC2046 # Names have no blanks.
    unready=$(number $(names waiting "$claim"))
    if [ "$unready" -ge $((SNAPSHOT_KEEP + 2)) ]; then
      fail 3 "refused: $unready snapshots are not ready, and nobody finishes them: $(names waiting "$claim" | sed 's/$/ /' | tr -d '\n')of $claim. See kubectl describe $resource, and delete what cannot be. $unchanged"
    fi
    make "$claim"
    mine=$made
    say "making $mine."
  fi
  wanted="$wanted $mine"
done

deadline=$(($(date -u +%s) + SNAPSHOT_WAIT))
pause=1
error=
waiting=$wanted
while [ -n "$waiting" ]; do
  left=
  # The server may be away for a while, for an upgrade say.
  if list; then
    for mine in $waiting; do
      read -r state error <<EOF
$(state_of "$mine")
EOF
      case $state in
        ready) say "$mine is ready." ;;
        waiting) left="$left $mine" ;;
        *) fail 1 "$mine was deleted before it was ready. $unchanged" ;;
      esac
    done
    waiting=$left
  fi
  [ -n "$waiting" ] || break
  if [ "$(date -u +%s)" -ge "$deadline" ]; then
    fail 1 "not ready within $SNAPSHOT_WAIT seconds:$waiting. ${error:-The controller says nothing: does it run, and does the class exist?} $unchanged"
  fi
  sleep "$pause"
  if [ "$pause" -lt 10 ]; then pause=$((pause + 1)); fi
done

# Only what is older than the one just made: of two runs at once, the earlier leaves
# that of the later alone, and never both are gone.
for claim in "$@"; do
  mine=${wanted# }
  mine=${mine%% *}
  wanted=${wanted# "$mine"}
  good=$(names ready "$claim")
  # shellcheck disable=SC2086 # Names have no blanks.
  excess=$(($(number $good) - SNAPSHOT_KEEP))
  for old in $good; do
    if [ "$excess" -le 0 ] || [ "$old" = "$mine" ]; then break; fi
    ask "delete $resource in namespace $SNAPSHOT_NAMESPACE" delete "$resource.v1.$api" "$old" --ignore-not-found --wait=false >/dev/null ||
      fail 1 "$mine is ready, but $old cannot be deleted: $error"
    say "deleted $old, to keep $SNAPSHOT_KEEP."
    excess=$((excess - 1))
  done
  for old in $(names waiting "$claim"); do say "$old is not ready, and counts for nothing. See kubectl describe $resource." >&2; done
done
