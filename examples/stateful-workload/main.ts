import { App, Chart, Size } from 'cdk8s';
import { Cpu, EnvFieldPaths, EnvValue, Namespaces, Probe } from 'cdk8s-plus-27';
import { StatefulWorkload, StorageDriver, ZonalStorageClass } from 'cdk8s-storage';

const app = new App();
const chart = new Chart(app, 'platform', { namespace: 'platform' });
const disks = new ZonalStorageClass(chart, 'platform-ssd', { driver: StorageDriver.awsEbs() });
const apps = Namespaces.select(chart, 'apps', { names: ['apps'] });

const text = (value: string) => EnvValue.fromValue(value);
const podName = EnvValue.fromFieldRef(EnvFieldPaths.POD_NAME);
const seconds = (failureThreshold: number) => ({ failureThreshold });

// Valkey: what has been acknowledged is in the append-only file, which is loaded again before anybody is answered.
new StatefulWorkload(chart, 'valkey', {
  name: 'valkey',
  containers: [
    {
      name: 'valkey',
      image: 'valkey/valkey:8.1.4',
      args: ['--appendonly', 'yes', '--maxmemory', '1500mb', '--maxmemory-policy', 'noeviction'],
      ports: [{ name: 'valkey', number: 6379 }],
      startup: Probe.fromTcpSocket({ port: 6379, ...seconds(360) }),
      readiness: Probe.fromCommand(['sh', '-c', 'test "$(valkey-cli ping)" = PONG']),
      liveness: Probe.fromTcpSocket({ port: 6379, ...seconds(6) }),
      // A copy of what is written meanwhile lies beside the data while the file is rewritten.
      resources: {
        cpu: { request: Cpu.millis(500), limit: Cpu.units(2) },
        memory: { request: Size.gibibytes(3), limit: Size.gibibytes(3) },
      },
    },
  ],
  disks: [{ path: '/data', size: Size.gibibytes(20), storageClass: disks }],
  servicePorts: [{ name: 'valkey', port: 6379 }],
  allowFrom: [apps],
});

// Kafka, whose members are brokers and controllers: two of three decide, and each is called by its name.
const brokers = StatefulWorkload.memberNames('kafka', 3);
new StatefulWorkload(chart, 'kafka', {
  name: 'kafka',
  replicas: 3,
  separateNodes: true,
  containers: [
    {
      name: 'kafka',
      image: 'apache/kafka:4.1.0',
      env: {
        POD_NAME: podName,
        CLUSTER_ID: text('4L6g3nShT-eMCtK--X86sw'),
        KAFKA_NODE_ID: EnvValue.fromFieldRef(EnvFieldPaths.POD_LABEL, { key: 'apps.kubernetes.io/pod-index' }),
        KAFKA_PROCESS_ROLES: text('broker,controller'),
        KAFKA_CONTROLLER_QUORUM_VOTERS: text(brokers.map((broker, id) => `${id}@${broker}:9093`).join(',')),
        KAFKA_CONTROLLER_LISTENER_NAMES: text('CONTROLLER'),
        KAFKA_LISTENERS: text('PLAINTEXT://:9092,CONTROLLER://:9093'),
        KAFKA_ADVERTISED_LISTENERS: text('PLAINTEXT://$(POD_NAME).kafka-headless.platform.svc:9092'),
        KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: text('CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT'),
        KAFKA_DEFAULT_REPLICATION_FACTOR: text('3'),
        KAFKA_MIN_INSYNC_REPLICAS: text('2'),
        KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: text('3'),
        KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: text('3'),
        KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: text('2'),
        // Below the mount: at the root of a new disk is lost+found, which Kafka takes for a topic.
        KAFKA_LOG_DIRS: text('/var/lib/kafka/data/log'),
        KAFKA_HEAP_OPTS: text('-Xms1g -Xmx1g'),
      },
      ports: [
        { name: 'kafka', number: 9092 },
        { name: 'controller', number: 9093 },
      ],
      startup: Probe.fromTcpSocket({ port: 9092, ...seconds(180) }),
      readiness: Probe.fromTcpSocket({ port: 9092 }),
      liveness: Probe.fromTcpSocket({ port: 9093, ...seconds(6) }),
      writablePaths: ['/opt/kafka/config', '/opt/kafka/logs', '/tmp'], // its entrypoint writes the configuration
      resources: { cpu: { request: Cpu.units(1), limit: Cpu.units(4) }, memory: { request: Size.gibibytes(4), limit: Size.gibibytes(4) } },
    },
  ],
  disks: [{ path: '/var/lib/kafka/data', size: Size.gibibytes(200), storageClass: disks }],
  allowFrom: [apps],
});

// OpenSearch, which runs as the user of its image and writes beside its data.
const nodes = StatefulWorkload.memberNames('search', 3);
new StatefulWorkload(chart, 'search', {
  name: 'search',
  replicas: 3,
  separateNodes: true,
  containers: [
    {
      name: 'opensearch',
      image: 'opensearchproject/opensearch:3.2.0',
      env: {
        'cluster.name': text('search'),
        'node.name': podName,
        'discovery.seed_hosts': text(nodes.join(',')),
        'cluster.initial_cluster_manager_nodes': text(nodes.map((node) => node.split('.')[0]).join(',')),
        'network.host': text('0.0.0.0'),
        // No setting of the node that only root could make.
        'node.store.allow_mmap': text('false'),
        OPENSEARCH_JAVA_OPTS: text('-Xms2g -Xmx2g'),
        // The network is closed but for the namespace of the applications.
        DISABLE_SECURITY_PLUGIN: text('true'),
        DISABLE_INSTALL_DEMO_CONFIG: text('true'),
      },
      ports: [
        { name: 'http', number: 9200 },
        { name: 'transport', number: 9300 },
      ],
      startup: Probe.fromTcpSocket({ port: 9300, ...seconds(180) }),
      readiness: Probe.fromHttpGet('/_cluster/health?local=true', { port: 9200 }),
      liveness: Probe.fromTcpSocket({ port: 9300, ...seconds(6) }),
      hardening: { readOnlyRootFilesystem: false }, // its keystore is made beside the configuration of the image
      resources: { cpu: { request: Cpu.units(1), limit: Cpu.units(4) }, memory: { request: Size.gibibytes(4), limit: Size.gibibytes(4) } },
    },
  ],
  // Copies of its files are no backup of it, says its maker; its own snapshots are.
  annotations: { 'cdk8s-storage/acknowledge.database-without-backup': 'Its own snapshots go to a repository in an object store.' },
  disks: [{ path: '/usr/share/opensearch/data', size: Size.gibibytes(100), storageClass: disks }],
  servicePorts: [{ name: 'http', port: 9200 }],
  allowFrom: [apps],
});

app.synth();
