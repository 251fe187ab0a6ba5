import { stringify } from 'yaml';

export interface KubeletOptions {
  readonly cgroup: string;
  readonly dns: string;
}

/** The configuration of the kubelet. Its periods are the defaults, so that what is measured here is what happens elsewhere. */
export const kubeletConfig = ({ cgroup, dns }: KubeletOptions): string =>
  stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    cgroupDriver: 'cgroupfs',
    // All of its cgroups are below one of ours, which goes with the run.
    cgroupRoot: `/${cgroup}`,
    failCgroupV1: false,
    failSwapOn: false,
    enforceNodeAllocatable: [],
    // Nobody can reach it but those in its namespace of networks.
    authentication: { anonymous: { enabled: false }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    readOnlyPort: 0,
    healthzPort: 0,
    rotateCertificates: false,
    clusterDNS: [dns],
    clusterDomain: 'cluster.local',
    registerNode: true,
    // The disk and the memory are those of a machine that does other things.
    evictionHard: { 'memory.available': '1%', 'nodefs.available': '1%', 'nodefs.inodesFree': '1%', 'imagefs.available': '1%' },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    // Containers are killed by dozens, and the wait after each doubles up to five minutes.
    crashLoopBackOff: { maxContainerRestartPeriod: '2s' },
    maxPods: 60,
  });
