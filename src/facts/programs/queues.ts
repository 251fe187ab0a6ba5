import { bitnami } from './bitnami';
import { ProgramFacts } from './program-facts';

/** Queues, logs of messages and streams. */
export const QUEUES: readonly ProgramFacts[] = [
  {
    title: 'Kafka',
    kind: 'store',
    images: [
      {
        repositories: ['apache/kafka', 'apache/kafka-native'],
        user: 1000,
        // Nothing that the image declares holds the log.
        layouts: [{ dataDirectory: '/tmp/kraft-combined-logs', volumes: ['/etc/kafka/secrets', '/mnt/shared/config'] }],
        wantsEmptyDirectory: {},
      },
      {
        repositories: ['confluentinc/cp-kafka', 'confluentinc/confluent-local', 'confluentinc/cp-server'],
        user: 1000,
        layouts: [{ dataDirectory: '/var/lib/kafka/data', volumes: ['/var/lib/kafka/data', '/etc/kafka/secrets'] }],
        wantsEmptyDirectory: {},
      },
      bitnami('kafka', '/data', { wantsEmptyDirectory: {} }),
    ],
    // Controllers vote; brokers alone do not.
    majority: /quorum[._]voters[=\s]\S+,\S+/i,
    programs: ['kafka-server-start(?:\\.sh)?'],
    directoryVariables: ['KAFKA_LOG_DIRS', 'KAFKA_LOG_DIR', 'KAFKA_CFG_LOG_DIRS', 'KAFKA_CFG_LOG_DIR'],
    directoryOptions: ['log\\.dirs?'],
    together: 'refuses',
    clusters: true,
    operators: ['Strimzi'],
    peers: { quorumProbe: /kafka-(?:topics|broker-api-versions|metadata-quorum)/, onlyIf: /quorum[._]voters[=\s]\S+,\S+/i },
  },
  {
    title: 'Redpanda',
    kind: 'store',
    images: [
      { repositories: ['redpandadata/redpanda', 'vectorized/redpanda'], user: 101, layouts: [{ dataDirectory: '/var/lib/redpanda/data' }] },
    ],
    majority: true,
    programs: ['rpk\\s+redpanda', 'redpanda'],
    subcommands: ['redpanda'],
    together: 'refuses',
    clusters: true,
  },
  {
    title: 'RabbitMQ',
    kind: 'store',
    images: [
      {
        repositories: ['rabbitmq'],
        layouts: [{ dataDirectory: '/var/lib/rabbitmq', enough: ['/var/lib/rabbitmq/mnesia'], volumes: ['/var/lib/rabbitmq'] }],
        takesOwnership: true,
      },
      bitnami('rabbitmq', '/mnesia', {
        layouts: [
          { dataDirectory: '/bitnami/rabbitmq/mnesia', enough: ['/opt/bitnami/rabbitmq/.rabbitmq/mnesia'], volumes: ['/bitnami/rabbitmq'] },
        ],
      }),
    ],
    programs: ['rabbitmq-server'],
    directoryVariables: ['RABBITMQ_MNESIA_BASE'],
    together: 'corrupts',
    clusters:
      /cluster_formation|peer_discovery|join_cluster|RABBITMQ_(?:CLUSTER|ERLANG_COOKIE|DEFINITIONS)|K8S_ADDRESS_TYPE|erlang\.cookie/i,
    operators: ['the RabbitMQ Cluster Operator'],
    namedAfterHost: { unless: /RABBITMQ_NODENAME|RABBITMQ_NODE_NAME/, remedy: 'RABBITMQ_NODENAME: rabbit@localhost' },
  },
  {
    title: 'EMQX',
    kind: 'store',
    images: [
      {
        repositories: ['emqx/emqx', 'emqx', 'emqx/emqx-enterprise'],
        user: 1000,
        layouts: [{ dataDirectory: '/opt/emqx/data', volumes: ['/opt/emqx/log', '/opt/emqx/data'] }],
      },
    ],
    programs: ['emqx'],
    subcommands: ['emqx', '/opt/emqx/bin/emqx'],
    together: 'corrupts',
    clusters: true,
    namedAfterHost: { unless: /EMQX_NODE_NAME|EMQX_NODE__NAME|EMQX_HOST|EMQX_NAME/, remedy: 'EMQX_NODE__NAME: emqx@127.0.0.1' },
  },
  {
    title: 'NATS JetStream',
    kind: 'store',
    images: [{ repositories: ['nats'], layouts: [{ dataDirectory: '/tmp/nats/jetstream' }] }, bitnami('nats', '/data')],
    majority: /-js\b|--?jetstream|jetstream\s*[:{=]/i,
    programs: ['nats-server'],
    subcommands: ['nats-server'],
    directoryOptions: ['-sd', '--store_dir', '-store_dir', 'store_dir:?', 'store_directory:?'],
    // Without it, NATS passes messages on and keeps none.
    keepsIf: /-js\b|--?jetstream|jetstream\s*[:{=]/i,
    together: 'corrupts',
    clusters: /cluster|routes/,
    operators: ['cluster and routes in its configuration'],
    peers: { quorumProbe: /\/healthz(?!\S*js-enabled)/, onlyIf: /-js\b|jetstream/i },
  },
  {
    title: 'Pulsar',
    kind: 'store',
    images: [
      { repositories: ['apachepulsar/pulsar', 'apachepulsar/pulsar-all'], user: 10000, layouts: [{ dataDirectory: '/pulsar/data' }] },
    ],
    programs: ['(?:bin/)?pulsar\\s+(?:standalone|bookie|zookeeper)'],
    keepsIf: /standalone|bookie|zookeeper/,
    together: 'refuses',
    clusters: true,
  },
  {
    title: 'ActiveMQ',
    kind: 'store',
    images: [
      { repositories: ['apache/activemq-classic'], layouts: [{ dataDirectory: '/opt/apache-activemq/data' }] },
      {
        repositories: ['apache/activemq-artemis'],
        user: 1001,
        layouts: [{ dataDirectory: '/var/lib/artemis-instance', volumes: ['/var/lib/artemis-instance'] }],
      },
    ],
    programs: ['activemq', 'artemis'],
    together: 'refuses',
    clusters: true,
  },
  {
    title: 'Mosquitto',
    kind: 'store',
    disposable: true,
    images: [
      {
        repositories: ['eclipse-mosquitto'],
        layouts: [{ dataDirectory: '/mosquitto/data', volumes: ['/mosquitto/data', '/mosquitto/log'] }],
      },
    ],
    programs: ['mosquitto'],
    directoryOptions: ['persistence_location'],
  },
];
