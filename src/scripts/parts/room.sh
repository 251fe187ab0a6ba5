# room PATH: how much its disk has left, for the message of what failed there, where that
# may be why. Nobody else can see it once the container is gone.
room() {
  df -Pk "$1" 2>/dev/null | awk -v path="$1" '
    NR == 2 && $4 < 262144 { printf " The disk of %s has %dMi of %dMi left: is it full?", path, $4 / 1024, $2 / 1024 }'
}
