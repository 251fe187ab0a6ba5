/** Findings that are left as they are: of which rule, on which objects, and why. */
export interface Waiver {
  readonly rule: string;
  /** Kinds and names of the objects, in any example; absent where the reason holds for all. */
  readonly objects?: readonly string[];
  readonly reason: string;
}

const QUALITY_OF_SERVICE =
  'A limit above the request lets a Pod use what its node has left; whoever wants guaranteed resources gives both the same value.';

const SPREAD =
  'The Pods are spread over nodes and zones by topologySpreadConstraints, which say the same as anti-affinity and allow more Pods than nodes.';

const OF_THE_USER = 'It depends on the cluster or the team: labels, annotations and nodeSelector are props.';

const PRINTS_FILES = 'It prints files in a loop: it serves nobody, and a loop that hangs is not told from one that sleeps.';

/** The application of the shortest example. */
const SHORTEST = ['Deployment store-catalog-c84a5fdf'];

const NOT_OURS =
  'It stands for the application of the reader, in as few lines as connect it: its budget and probes are for its owner to say.';

const SHOWS_VOLUMES =
  'The example shows volumes of all kinds, in as few lines as mount them: the rest of its workloads is for their owner to say.';

const USER_OF_IMAGE = 'The program runs as the user that its image is made for, who owns what the image has.';

const KEYSTORE = 'At each start OpenSearch makes its keystore beside the configuration that its image has.';

const HANDS_OVER =
  'The kubelet makes the directory of the node as root; an init container that is root with the capability CHOWN alone gives it to the agent.';

const GIVES_AWAY =
  'The driver makes the directory as root; an init container that is root with the capability CHOWN alone gives it away once.';

const MADE_BY_OPERATOR = 'The operator makes the Pods, with the labels that its documentation names.';

const PATIENT = 'Both ask the same, which is cheap, and liveness has the patience: a Pod leaves its Service long before it is killed.';

/** Those of the examples. */
const DRIVERS = ['DaemonSet disks', 'DaemonSet files', 'DaemonSet invoice-files'];

const MOUNTS_FOR_OTHERS =
  'The driver of CSI mounts for other Pods, in directories of the kubelet that belong to root: its container is privileged, and the others see its socket.';

const ON_HOST =
  'Mounts of its files go through the network of its own, and would end with it: so it uses that of the node, which no policy rules.';

export const WAIVERS: readonly Waiver[] = [
  {
    rule: 'kube-score/container-security-context-user-group-id',
    objects: ['DaemonSet journal-agent', 'DaemonSet logs'],
    reason: HANDS_OVER,
  },
  { rule: 'monokle/no-root-group', objects: ['DaemonSet journal-agent', 'DaemonSet logs'], reason: HANDS_OVER },
  { rule: 'kube-score/container-security-context-user-group-id', objects: ['Deployment solver'], reason: GIVES_AWAY },
  { rule: 'monokle/no-root-group', objects: ['Deployment solver'], reason: GIVES_AWAY },
  { rule: 'kube-score/pod-probes-identical', objects: ['Deployment gallery', 'Deployment portal'], reason: PATIENT },
  {
    rule: 'kube-score/networkpolicy-targets-pod',
    objects: ['', '-jobs', '-pooler']
      .map((suffix) => `NetworkPolicy orders-pg${suffix}`)
      .concat('NetworkPolicy ledger', 'NetworkPolicy ledger-jobs'),
    reason: MADE_BY_OPERATOR,
  },
  {
    rule: 'monokle/host-path-volumes',
    objects: ['DaemonSet journal-agent', 'DaemonSet logs', 'DaemonSet node-exporter'],
    reason: 'Agents read what their node has: that is what they are for.',
  },
  ...[
    'kube-score/container-security-context-privileged',
    'kube-score/container-security-context-user-group-id',
    'monokle/drop-capabilities',
    'monokle/host-path-volumes',
    'monokle/no-low-group-id',
    'monokle/no-low-user-id',
    'monokle/no-root-group',
    'monokle/privileged-containers',
  ].map((rule) => ({ rule, objects: DRIVERS, reason: MOUNTS_FOR_OTHERS })),
  { rule: 'kube-score/pod-networkpolicy', objects: ['DaemonSet files'], reason: ON_HOST },
  { rule: 'monokle/host-namespaces', objects: ['DaemonSet files'], reason: ON_HOST },
  {
    rule: 'kube-score/pod-probes-identical',
    objects: DRIVERS,
    reason: 'Both ask the livenessprobe beside the driver, and liveness has the patience.',
  },
  { rule: 'kube-score/container-cpu-requests-equal-limits', reason: QUALITY_OF_SERVICE },
  { rule: 'kube-score/container-memory-requests-equal-limits', reason: QUALITY_OF_SERVICE },
  { rule: 'kube-score/container-resource-requests-equal-limits', reason: QUALITY_OF_SERVICE },
  { rule: 'kube-score/container-ephemeral-storage-request-equals-limit', reason: QUALITY_OF_SERVICE },
  {
    rule: 'kube-score/container-image-pull-policy',
    reason: 'Images have tags or digests that do not change, so what the node has is right; Always makes every restart need the registry.',
  },
  { rule: 'kube-score/deployment-has-host-podantiaffinity', reason: SPREAD },
  { rule: 'kube-linter/no-anti-affinity', reason: SPREAD },
  { rule: 'kube-linter/required-annotation-email', reason: OF_THE_USER },
  { rule: 'kube-linter/required-label-owner', reason: OF_THE_USER },
  { rule: 'kube-linter/no-node-affinity', reason: OF_THE_USER },
  {
    rule: 'kube-linter/dnsconfig-options',
    reason: 'The DNS options of the cluster are right unless a user knows better, who says so in `dns`.',
  },
  {
    rule: 'kube-linter/minimum-three-replicas',
    reason: 'Two Pods survive the loss of a node; one is all that a database or a single writer can be. More are asked for by `replicas`.',
  },
  {
    rule: 'kube-linter/restart-policy',
    objects: ['CronJob catalog-db-backup', 'CronJob orders-db-backup'],
    reason: 'Never leaves the failed Pod with its log, and makes the Job try again with a new one; OnFailure deletes both.',
  },
  {
    rule: 'kube-linter/no-liveness-probe',
    objects: ['CronJob catalog-db-backup', 'CronJob orders-db-backup'],
    reason: 'A backup ends, or is ended by its deadline; a probe has nothing to ask.',
  },
  {
    rule: 'kube-linter/no-readiness-probe',
    objects: ['CronJob catalog-db-backup', 'CronJob orders-db-backup'],
    reason: 'A backup serves nobody.',
  },
  {
    rule: 'kube-linter/no-liveness-probe',
    objects: ['Pod site'],
    reason: 'The log shipper has no endpoint in its image to ask; it ends when it fails, and is started again.',
  },
  { rule: 'kube-linter/no-readiness-probe', objects: ['Pod site'], reason: 'The log shipper serves nobody.' },
  { rule: 'kube-linter/no-liveness-probe', objects: ['Deployment renderer', 'Deployment web'], reason: PRINTS_FILES },
  { rule: 'kube-linter/no-readiness-probe', objects: ['Deployment renderer', 'Deployment web'], reason: PRINTS_FILES },
  ...['kube-score/container-security-context-user-group-id', 'monokle/no-low-user-id', 'monokle/no-low-group-id'].map((rule) => ({
    rule,
    objects: ['StatefulSet kafka', 'StatefulSet search'],
    reason: USER_OF_IMAGE,
  })),
  ...['kube-score/container-security-context-readonlyrootfilesystem', 'monokle/no-writable-fs'].map((rule) => ({
    rule,
    objects: ['StatefulSet search'],
    reason: KEYSTORE,
  })),
  { rule: 'kube-score/pod-probes', objects: ['StatefulSet search'], reason: SHOWS_VOLUMES },
  { rule: 'kube-score/pod-networkpolicy', objects: ['StatefulSet search', 'Deployment inference'], reason: SHOWS_VOLUMES },
  { rule: 'kube-score/statefulset-has-poddisruptionbudget', objects: ['StatefulSet search'], reason: SHOWS_VOLUMES },
  { rule: 'kube-score/statefulset-has-host-podantiaffinity', objects: ['StatefulSet search'], reason: SHOWS_VOLUMES },
  {
    rule: 'kube-score/deployment-has-poddisruptionbudget',
    objects: ['Deployment inference'],
    reason: SHOWS_VOLUMES,
  },
  {
    rule: 'kube-score/deployment-has-poddisruptionbudget',
    objects: [...SHORTEST, 'Deployment reports', 'Deployment orders'],
    reason: NOT_OURS,
  },
  { rule: 'kube-linter/no-liveness-probe', objects: SHORTEST, reason: NOT_OURS },
  { rule: 'kube-linter/no-readiness-probe', objects: SHORTEST, reason: NOT_OURS },
];
