import { ETCD_SERVER, REDIS_SERVER } from '../settings/others';
import { bitnami } from './bitnami';
import { ProgramFacts } from './program-facts';

/** Stores of values, objects and secrets that other programs rely upon. */
export const STORES: readonly ProgramFacts[] = [
  {
    title: 'MinIO',
    kind: 'store',
    images: [
      { repositories: ['minio/minio', 'chainguard/minio'], layouts: [{ dataDirectory: '/data', volumes: ['/data'] }] },
      bitnami('minio', '/data'),
    ],
    programs: ['minio\\s+server', 'minio'],
    subcommands: ['server', 'minio'],
    directoryVariables: ['MINIO_VOLUMES'],
    // The last part of the address of a drive is its place.
    directoryOptions: ['\\bserver(?:\\n--?[a-z-]+(?:[=\\n ]\\S+)?)*'],
    together: 'corrupts',
    clusters: /(?<!_URL=|ENDPOINT=|TARGET=)https?:\/\/|DISTRIBUTED_MODE_ENABLED=(?:yes|true)/,
    operators: ['distributed mode (minio server http://NAME-{0...3}.SERVICE/data)'],
    peers: { quorumProbe: /\/minio\/health\/(?:ready|cluster)/ },
  },
  {
    title: 'etcd',
    kind: 'store',
    images: [
      { repositories: ['etcd-development/etcd', 'coreos/etcd', 'k8s/etcd', 'etcd'], layouts: [{ dataDirectory: '/default.etcd' }] },
      bitnami('etcd', '/data', { wantsOwnDirectory: true }),
    ],
    majority: true,
    server: ETCD_SERVER,
    programs: ['etcd'],
    directoryVariables: ['ETCD_DATA_DIR'],
    directoryOptions: ['--data-dir', 'data-dir:'],
    together: 'refuses',
    clusters: /initial-cluster|INITIAL_CLUSTER|discovery|--force-new-cluster/i,
    operators: ['--initial-cluster with the names of all members'],
    // Neither is answered before there is a leader.
    peers: { quorumProbe: /\/(?:health|readyz)(?!\S*serializable)|endpoint\s+health|healthcheck/ },
  },
  {
    title: 'ZooKeeper',
    kind: 'store',
    images: [
      {
        repositories: ['zookeeper'],
        layouts: [
          {
            dataDirectory: '/data',
            also: [{ directory: '/datalog', variable: 'ZOO_DATA_LOG_DIR' }],
            volumes: ['/data', '/datalog', '/logs'],
          },
        ],
        takesOwnership: true,
      },
      {
        repositories: ['confluentinc/cp-zookeeper'],
        user: 1000,
        layouts: [
          {
            dataDirectory: '/var/lib/zookeeper/data',
            also: [{ directory: '/var/lib/zookeeper/log' }],
            volumes: ['/var/lib/zookeeper/data', '/var/lib/zookeeper/log', '/etc/zookeeper/secrets'],
          },
        ],
      },
      bitnami('zookeeper', '/data'),
    ],
    majority: true,
    programs: ['zkServer\\.sh', 'zkGenConfig\\.sh', 'start-zookeeper'],
    directoryVariables: ['ZOO_DATA_DIR', 'ZOOKEEPER_DATA_DIR'],
    directoryOptions: ['--data_dir', 'dataDir'],
    together: 'corrupts',
    clusters: /ZOO_SERVERS|ZOOKEEPER_SERVERS|server\.[0-9]+=|--servers/,
    operators: ['ZOO_SERVERS with the names of all members'],
    // ruok is answered without a quorum, these are not.
    peers: { quorumProbe: /\b(?:srvr|stat|mntr)\b|zkServer\.sh\s+status/ },
  },
  {
    title: 'Memgraph',
    kind: 'database',
    images: [
      {
        repositories: ['memgraph/memgraph', 'memgraph/memgraph-mage', 'memgraph/memgraph-platform'],
        user: 101,
        layouts: [{ dataDirectory: '/var/lib/memgraph', volumes: ['/var/lib/memgraph', '/var/log/memgraph', '/etc/memgraph'] }],
      },
    ],
    programs: ['memgraph'],
    directoryOptions: ['--data-directory', '--data_directory'],
    together: 'refuses',
  },
  {
    title: 'Milvus',
    kind: 'store',
    images: [{ repositories: ['milvusdb/milvus'], layouts: [{ dataDirectory: '/var/lib/milvus' }] }],
    programs: ['milvus\\s+run\\s+standalone'],
    subcommands: ['standalone'],
    // Parts of a cluster keep everything in etcd and an object store.
    keepsIf: /standalone/,
    together: 'corrupts',
  },
  {
    title: 'Consul',
    kind: 'store',
    images: [
      { repositories: ['consul', 'hashicorp/consul'], layouts: [{ dataDirectory: '/consul/data', volumes: ['/consul/data'] }] },
      bitnami('consul'),
    ],
    majority: /-server\b|"server":\s*true|server\s*=\s*true/,
    programs: ['consul'],
    subcommands: ['agent'],
    directoryOptions: ['-data-dir', '"data_dir":', 'data_dir ='],
    keepsIf: /-server\b|"server":\s*true|server\s*=\s*true/,
    savesNothingIf: /(?:^|\s)-dev(?:\s|=|$)/,
    together: 'refuses',
    clusters: /retry[-_]join|-join\b/,
    operators: ['-retry-join'],
    peers: { quorumProbe: /v1\/status\/leader|operator\s+raft/ },
  },
  {
    title: 'Vault',
    kind: 'store',
    images: [
      {
        repositories: ['vault', 'hashicorp/vault', 'openbao/openbao'],
        layouts: [{ dataDirectory: '/vault/file', enough: ['/vault/data', '/openbao/data'], volumes: ['/vault/logs', '/vault/file'] }],
      },
    ],
    majority: /raft/,
    programs: ['vault', 'bao'],
    subcommands: ['server'],
    // Without -dev it has to be told a storage; only these two are files of its own.
    keepsIf: /storage\s*"(?:raft|file)"|"storage":\s*\{\s*"(?:raft|file)"/,
    savesNothingIf: /(?:^|\s)-dev(?:\s|$)/,
    directoryOptions: ['path\\s*=', '"path":'],
    together: 'refuses',
    clusters: /raft|retry_join/,
    operators: ['integrated storage (raft)'],
  },
  {
    title: 'Redis',
    kind: 'store',
    disposable: true,
    images: [
      {
        repositories: ['redis', 'redis/redis-stack', 'redis/redis-stack-server', 'valkey', 'valkey/valkey', 'eqalpha/keydb'],
        layouts: [{ dataDirectory: '/data', volumes: ['/data'] }],
      },
      bitnami('redis', '/data', { others: ['redis-cluster'] }),
      bitnami('valkey', '/data'),
      bitnami('keydb', '/data'),
      { repositories: ['dragonflydb/dragonfly'], layouts: [{ dataDirectory: '/data', volumes: ['/data'] }] },
    ],
    server: REDIS_SERVER,
    programs: ['redis-server', 'valkey-server', 'keydb-server', 'dragonfly'],
    directoryOptions: ['--dir', '(?:^|\\n)dir'],
    savesNothingIf: redisSavesNothing(),
    together: 'corrupts',
    clusters: /replicaof|slaveof|cluster-enabled|sentinel|REPLICATION_MODE|REDIS_NODES|active-replica/i,
    operators: ['replication (replicaof), Sentinel or Redis Cluster'],
    peers: { quorumProbe: /cluster_state:ok/ },
  },
  {
    title: 'Memcached',
    kind: 'store',
    disposable: true,
    images: [{ repositories: ['memcached', 'bitnami/memcached', 'bitnamilegacy/memcached'], layouts: [{ dataDirectory: '/data' }] }],
    programs: ['memcached'],
    keepsNothing: true,
  },
  {
    title: 'the image registry',
    kind: 'store',
    images: [
      {
        repositories: ['registry', 'distribution/distribution'],
        layouts: [{ dataDirectory: '/var/lib/registry', volumes: ['/var/lib/registry'] }],
      },
      { repositories: ['goharbor/registry-photon'], user: 10000, layouts: [{ dataDirectory: '/storage' }] },
    ],
    programs: ['registry'],
    subcommands: ['serve', '/etc/docker/registry/config.yml'],
    directoryVariables: ['REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY'],
    directoryOptions: ['rootdirectory:'],
    keepsNothingIf:
      /REGISTRY_STORAGE_(?:S3|GCS|AZURE|SWIFT|OSS)|REGISTRY_STORAGE=(?!filesystem)|REGISTRY_PROXY_REMOTEURL|\b(?:s3|gcs|azure|swift|oss):\s*\n/,
  },
  {
    title: 'Qdrant',
    kind: 'store',
    images: [{ repositories: ['qdrant/qdrant'], layouts: [{ dataDirectory: '/qdrant/storage' }] }],
    programs: ['qdrant', 'entrypoint\\.sh'],
    directoryVariables: ['QDRANT__STORAGE__STORAGE_PATH'],
    together: 'refuses',
    clusters: /CLUSTER__ENABLED=true|--bootstrap|--uri|enabled:\s*true/,
    operators: ['its distributed mode'],
    peers: { quorumProbe: /\/readyz/ },
  },
  {
    title: 'Meilisearch',
    kind: 'store',
    images: [{ repositories: ['getmeili/meilisearch'], layouts: [{ dataDirectory: '/meili_data' }] }],
    programs: ['meilisearch'],
    directoryVariables: ['MEILI_DB_PATH'],
    directoryOptions: ['--db-path'],
    together: 'refuses',
    clusters: false,
    operators: ['one server with a larger disk'],
  },
  {
    title: 'Typesense',
    kind: 'store',
    images: [{ repositories: ['typesense/typesense'], layouts: [{ dataDirectory: '/data' }] }],
    programs: ['typesense-server'],
    directoryVariables: ['TYPESENSE_DATA_DIR'],
    directoryOptions: ['--data-dir'],
    together: 'refuses',
    clusters: /--nodes|TYPESENSE_NODES/,
    operators: ['--nodes'],
  },
  {
    title: 'Weaviate',
    kind: 'store',
    images: [{ repositories: ['semitechnologies/weaviate', 'weaviate/weaviate'], layouts: [{ dataDirectory: '/var/lib/weaviate' }] }],
    programs: ['weaviate'],
    directoryVariables: ['PERSISTENCE_DATA_PATH'],
    together: 'refuses',
    clusters: /CLUSTER_JOIN|RAFT_JOIN/,
    operators: ['its Helm chart'],
  },
  {
    title: 'Chroma',
    kind: 'store',
    images: [
      {
        repositories: ['chromadb/chroma', 'chroma-core/chroma'],
        layouts: [{ since: 1, dataDirectory: '/data' }, { dataDirectory: '/chroma/chroma' }],
      },
    ],
    programs: ['chroma'],
    directoryVariables: ['PERSIST_DIRECTORY'],
    together: 'refuses',
    clusters: false,
    operators: ['its distributed version'],
  },
];

/** `save ""` takes the snapshots away, in a command, a list of arguments or a file; appendonly, or another save, brings a file back. */
function redisSavesNothing(): RegExp {
  const told = '(?:^|[\\s"\'=])(?:--)?save(?:[ \\t=\\n]+(?:""|\'\')|\\n(?=\\n|$))';
  const again = '(?:appendonly[\\s=]+["\']?yes|(?:^|[\\s])(?:--)?save[\\s=]+["\']?[0-9]|AOF_ENABLED=yes)';
  return new RegExp(`^(?![\\s\\S]*${again})[\\s\\S]*${told}`);
}
