/**
 * Fields of custom resources that take certain words alone, and what comes of another one.
 *
 * @see https://github.com/longhorn/longhorn/blob/master/deploy/longhorn.yaml
 * @see https://argo-workflows.readthedocs.io/en/latest/fields/#volumeclaimgc
 * @see https://strimzi.io/docs/operators/latest/configuring#type-PersistentClaimStorage-reference
 * @see https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/volume-claim-templates
 * @see https://volsync.readthedocs.io/en/stable/usage/rsync/index.html
 */
export interface WordsField {
  readonly types: readonly string[];
  /** Where it stands, as keys with dots; `*` for each item of a list or value of a map. */
  readonly at: string;
  readonly words: readonly string[];
  /** Where it is no list of words: what it has to be like, and how that is said. */
  readonly form?: { readonly pattern: RegExp; readonly said: string };
  /**
   * What comes of another word.
   *
   * @default - the API server refuses the object
   */
  readonly otherwise?: string;
}

const COPY_METHODS = ['None', 'Direct', 'Clone', 'Snapshot'];
const MOVERS = ['rsync', 'rsyncTLS', 'rclone', 'restic', 'syncthing'];

/** Strategies of Argo Workflows by which the claims of a run go. */
const CLAIM_STRATEGIES = ['OnWorkflowCompletion', 'OnWorkflowSuccess'];
const CLAIMS_STAY = 'Argo knows no such strategy, and the claims of a run stay when it has ended';

export const OPERATOR_WORDS: readonly WordsField[] = [
  {
    types: ['longhorn.io/RecurringJob'],
    at: 'spec.task',
    words: [
      ...['snapshot', 'snapshot-force-create', 'snapshot-cleanup', 'snapshot-delete'],
      ...['backup', 'backup-force-create', 'filesystem-trim', 'system-backup'],
    ],
  },
  {
    types: ['longhorn.io/Volume'],
    at: 'spec.size',
    words: [],
    form: { pattern: /^[0-9]+$/, said: 'bytes in digits, with no unit: "10737418240" for 10Gi' },
  },
  { types: ['longhorn.io/Volume'], at: 'spec.accessMode', words: ['rwo', 'rwx', 'rwop'] },
  { types: ['longhorn.io/Volume'], at: 'spec.dataLocality', words: ['disabled', 'best-effort', 'strict-local'] },
  {
    types: ['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate'].map((kind) => `argoproj.io/${kind}`),
    at: 'spec.volumeClaimGC.strategy',
    words: CLAIM_STRATEGIES,
    otherwise: CLAIMS_STAY,
  },
  { types: ['argoproj.io/CronWorkflow'], at: 'spec.workflowSpec.volumeClaimGC.strategy', words: CLAIM_STRATEGIES, otherwise: CLAIMS_STAY },
  { types: ['kafka.strimzi.io/Kafka'], at: 'spec.kafka.storage.type', words: ['ephemeral', 'persistent-claim', 'jbod'] },
  { types: ['kafka.strimzi.io/Kafka'], at: 'spec.zookeeper.storage.type', words: ['ephemeral', 'persistent-claim'] },
  { types: ['kafka.strimzi.io/KafkaNodePool'], at: 'spec.storage.type', words: ['ephemeral', 'persistent-claim', 'jbod'] },
  {
    types: ['elasticsearch.k8s.elastic.co/Elasticsearch'],
    at: 'spec.volumeClaimDeletePolicy',
    words: ['DeleteOnScaledownOnly', 'DeleteOnScaledownAndClusterDeletion'],
  },
  { types: ['zookeeper.pravega.io/ZookeeperCluster'], at: 'spec.persistence.reclaimPolicy', words: ['Retain', 'Delete'] },
  ...MOVERS.map((mover) => ({
    types: ['volsync.backube/ReplicationSource', 'volsync.backube/ReplicationDestination'],
    at: `spec.${mover}.copyMethod`,
    words: COPY_METHODS,
  })),
];
