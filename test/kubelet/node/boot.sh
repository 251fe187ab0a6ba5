#!/bin/sh
# Makes the root directory of a node in a mount namespace of its own, and then is its process 1, which ends only with all others.
# Arguments: the directory of this run; the tree with Debian's programs; the directory of Kubernetes' programs.
set -eu
run=$1 tools=$2 kubernetes=$3
root=$run/root

# Nothing that is mounted here is seen on the machine.
mount --make-rprivate /
mkdir -p "$root" "$run/upper" "$run/work" "$run/volumes"
mount -t overlay overlay -o "lowerdir=$tools,upperdir=$run/upper,workdir=$run/work" "$root"
mkdir -p "$root/opt/kubernetes" "$root/volumes" "$root/run" "$root/.old"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
mount --rbind /dev "$root/dev"
# As after a start of a machine: empty.
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount --bind "$kubernetes" "$root/opt/kubernetes"
mount --bind "$run/volumes" "$root/volumes"
# On the disk itself: images are overlays too, which cannot stand on one another.
for directory in var/lib/containerd var/lib/kubelet var/log etc/cni etc/node; do
  mkdir -p "$run/state/$directory" "$root/$directory"
  mount --bind "$run/state/$directory" "$root/$directory"
done

cd "$root"
pivot_root . .old
umount -l /.old
# What the kubelet mounts is seen by its containers.
mount --make-rshared /
cd /
echo 1 >/proc/sys/net/ipv4/ip_forward
exec /opt/pause
