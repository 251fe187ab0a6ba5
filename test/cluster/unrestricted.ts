/**
 * What the "restricted" Pod Security Standard cannot admit by its nature. Whatever is listed here and is admitted fails the tests.
 */
export const UNRESTRICTED: ReadonlyArray<{ readonly kind: string; readonly name: string; readonly reason: string }> = [
  { kind: 'DaemonSet', name: 'files', reason: 'A CSI driver mounts for other Pods, in directories of the kubelet.' },
  { kind: 'DaemonSet', name: 'disks', reason: 'A CSI driver mounts for other Pods, and sees the devices of its node.' },
  { kind: 'DaemonSet', name: 'invoice-files', reason: 'A CSI driver mounts for other Pods, in directories of the kubelet.' },
  { kind: 'DaemonSet', name: 'logs', reason: 'It reads the logs of its node, from a hostPath.' },
  { kind: 'DaemonSet', name: 'node-exporter', reason: 'It measures its node, from hostPaths.' },
  { kind: 'DaemonSet', name: 'journal-agent', reason: 'It reads the journal of its node, from a hostPath.' },
  { kind: 'Deployment', name: 'solver', reason: 'VolumeOwnership.givenByRootOnce: an init container of root gives the files away' },
];
