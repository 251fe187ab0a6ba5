import { ClaimPlace, CustomResourceFacts, DeletionPlace, ScratchPlace } from './resource-facts';

const FIELDS = { size: 'size', className: 'class' };
const PERSISTENT = { at: 'type', is: 'persistent-claim' };

/** The storage of Strimzi: one volume, or several of jbod. */
function strimziAt(part: string, data: string): Required<Pick<CustomResourceFacts, 'claims' | 'scratch' | 'deletions'>> {
  const places = [`${part}.storage`, `${part}.storage.volumes.*`];
  return {
    claims: places.map((at): ClaimPlace => ({ at, shape: 'fields', name: 'data', fields: FIELDS, when: PERSISTENT })),
    scratch: places.map((place): ScratchPlace => ({
      part: place,
      says: { at: 'type', is: 'ephemeral' },
      data,
      level: 'warning',
      remedy: 'Set type: persistent-claim, with a size and a class.',
    })),
    deletions: places.map((place): DeletionPlace => ({
      at: `${place}.deleteClaim`,
      is: true,
      beside: PERSISTENT,
      harm: 'its claims are deleted with the cluster, the pool or a node that is scaled away',
      remedy: 'Set deleteClaim: false.',
    })),
  };
}

/**
 * The brokers of a Kafka have pools of their own from `kafka.strimzi.io/v1` on; the storage of its own is that of `v1beta2`, with ZooKeeper.
 *
 * @see https://strimzi.io/docs/operators/latest/configuring#type-PersistentClaimStorage-reference
 * @see https://www.rabbitmq.com/kubernetes/operator/using-operator#persistence
 */
export const MESSAGING: readonly CustomResourceFacts[] = [
  {
    type: 'kafka.strimzi.io/Kafka',
    title: 'Kafka',
    claims: [...strimziAt('spec.kafka', '').claims, ...strimziAt('spec.zookeeper', '').claims],
    scratch: [
      ...strimziAt('spec.kafka', 'the topics').scratch,
      ...strimziAt('spec.zookeeper', 'what the cluster knows of its topics').scratch,
    ],
    deletions: [...strimziAt('spec.kafka', '').deletions, ...strimziAt('spec.zookeeper', '').deletions],
  },
  {
    type: 'kafka.strimzi.io/KafkaNodePool',
    title: 'Kafka node pool',
    ...strimziAt('spec', 'the topics, or what the cluster knows of them'),
  },
  {
    type: 'rabbitmq.com/RabbitmqCluster',
    title: 'RabbitMQ',
    claims: [
      { at: 'spec.persistence', shape: 'fields', name: 'persistence', fields: { size: 'storage', className: 'storageClassName' } },
      { at: 'spec.override.statefulSet.spec.volumeClaimTemplates.*', shape: 'claim' },
    ],
    scratch: [
      {
        part: 'spec.persistence',
        says: { at: 'storage', is: 0 },
        data: 'queues and messages',
        level: 'warning',
        remedy: 'Give persistence.storage a size.',
      },
    ],
    owned: {
      unasked: true,
      unless: { at: 'spec.override.statefulSet.spec.persistentVolumeClaimRetentionPolicy.whenDeleted', is: 'Retain' },
    },
  },
  {
    type: 'zookeeper.pravega.io/ZookeeperCluster',
    title: 'ZooKeeper',
    claims: [{ at: 'spec.persistence.spec', shape: 'spec', name: 'data' }],
    scratch: [
      {
        part: 'spec',
        says: { at: 'storageType', is: 'ephemeral' },
        data: 'what the ensemble knows',
        level: 'warning',
        remedy: 'Set storageType: persistence.',
      },
    ],
    deletions: [
      {
        at: 'spec.persistence.reclaimPolicy',
        is: 'Delete',
        harm: 'its claims are deleted with it',
        remedy: 'Set reclaimPolicy: Retain.',
      },
    ],
  },
];
