/**
 * What the "restricted" Pod Security Standard cannot admit by its nature. Whatever is listed here and is admitted fails the tests.
 */
export const UNRESTRICTED: ReadonlyArray<{ readonly kind: string; readonly name: string; readonly reason: string }> = [
  { kind: 'DaemonSet', name: 'logs', reason: 'It reads the logs of its node, from a hostPath.' },
  { kind: 'DaemonSet', name: 'node-exporter', reason: 'It measures its node, from hostPaths.' },
  { kind: 'DaemonSet', name: 'journal-agent', reason: 'It reads the journal of its node, from a hostPath.' },
  { kind: 'Deployment', name: 'solver', reason: 'VolumeOwnership.givenByRootOnce: an init container of root gives the files away' },
];
