import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { AllowedDisruptions, ClaimRetention, StatefulWorkload, StatefulWorkloadProps } from '../../../src';
import { Manifest, manifests, newChart, refusal } from '../../support';
import { CONTAINER, DISK, newStore, ofImage, problemsOf, STORE } from './support';

const { ORDERED_READY } = kplus.PodManagementPolicy;
const text = (value: string) => kplus.EnvValue.fromValue(value);
const SERVERS = { ZOO_SERVERS: text('server.1=store-0.store-headless:2888:3888;2181') };
const accepted = (props: Partial<StatefulWorkloadProps>) => {
  expect(() => newStore(newChart(), props)).not.toThrow();
};

test('everything that is missing is said at once', () => {
  expect(refusal(() => new StatefulWorkload(newChart(), 'store', {} as never))).toBe(
    [
      'StatefulWorkload at shop/store: 3 problems',
      '  name: missing. Use at most 52 lower-case letters, digits and dashes, with a letter or digit at both ends: claims, Pods and services are named after it.',
      '  containers: missing. A Pod needs at least one container. Give a list with a name and an image for each.',
      '  disks: missing. Give a list with size, storageClass and path for each. What keeps nothing belongs in a Deployment.',
    ].join('\n'),
  );
});

test('what is refused leaves nothing in the tree', () => {
  const chart = newChart();
  refusal(() => newStore(chart, { replicas: 0 }));
  expect(chart.node.children).toEqual([]);
});

describe('names', () => {
  test('a name with which a set never makes its Pods', () => {
    const name = 'a'.repeat(53);
    expect(problemsOf({ name })).toEqual([
      `name: "${name}". Use at most 52 lower-case letters, digits and dashes, with a letter or digit at both ends: claims, Pods and services are named after it.`,
    ]);
  });

  test('a headless Service that would have an address', () => {
    expect(problemsOf({ headlessServiceName: 'store', servicePorts: [{ port: 7000 }] })).toEqual([
      'headlessServiceName: "store". The Service for clients has this name, and an address: the Pods would have no names. Give another, or leave out servicePorts.',
    ]);
    accepted({ headlessServiceName: 'store' });
  });

  test('a headless Service with a digit first', () => {
    expect(problemsOf({ headlessServiceName: '1store' })).toEqual([
      'headlessServiceName: "1store". A Service is named with a letter first. Give another name.',
    ]);
  });

  test('objects of another workload', () => {
    const chart = newChart();
    newStore(chart);
    expect(refusal(() => new StatefulWorkload(chart, 'other', STORE))).toContain(
      'name: "store". StatefulWorkload at shop/store makes the StatefulSet store, Service store-headless, Pod store-<ordinal> and 4 more too',
    );
  });

  test('a Service of a Pod that another construct makes', () => {
    const chart = newChart();
    newStore(chart, { podServicePorts: [{ port: 7000 }] });
    expect(refusal(() => new StatefulWorkload(chart, 'other', { ...STORE, name: 'store-0', servicePorts: [{ port: 7000 }] }))).toContain(
      'name: "store-0". StatefulWorkload at shop/store makes the Service store-0 too',
    );
  });
});

describe('disks', () => {
  test.each<[string, unknown, string]>([
    ['none', [], 'disks: []. Give a list with size, storageClass and path for each. What keeps nothing belongs in a Deployment.'],
    ['no object', ['data'], 'disks[0]: "data". Give an object with size, storageClass and path.'],
    ['no path', [{ ...DISK, path: undefined }], 'disks[0].path: missing. Give an absolute path: it starts with a slash.'],
    [
      'a path of the image',
      [{ ...DISK, path: '/usr' }],
      'disks[0].path: "/usr". A mount there hides the files of the image or the kernel. Mount at a directory of its own, such as /scratch or /var/lib/app.',
    ],
    [
      'a name that is none',
      [{ ...DISK, name: 'Data' }],
      'disks[0].name: "Data". Use at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends: the volume in the Pods has this name.',
    ],
    ['two of one name', [DISK, { ...DISK, path: '/log' }], 'disks[1].name: "data". disks[0] has this name too. Give each disk its own.'],
    [
      'two of one path',
      [DISK, { ...DISK, name: 'log', path: '/var/lib/store/log' }],
      'disks[1].path: "/var/lib/store/log". It overlaps the mount at /var/lib/store (disks[0].path): one would hide the other. Use a path apart.',
    ],
    [
      'many writers',
      [{ ...DISK, accessMode: kplus.PersistentVolumeAccessMode.READ_WRITE_MANY }],
      'disks[0].accessMode: "ReadWriteMany". Each Pod has a disk of its own. Use READ_WRITE_ONCE or READ_WRITE_ONCE_POD; files that all Pods see belong on a claim that is mounted into the set.',
    ],
    [
      'a way out of the disk',
      [{ ...DISK, subPath: '../data' }],
      'disks[0].subPath: "../data". Give a path inside the volume: relative and without "..".',
    ],
    [
      'another container',
      [{ ...DISK, containers: ['stroe'] }],
      'disks[0].containers[0]: "stroe". The workload has no such container: it has store.',
    ],
    ['nobody who sees it', [{ ...DISK, containers: [] }], 'disks[0].containers: []. Name at least one, or leave it out for the first.'],
    [
      'a device that is a directory',
      [{ ...DISK, devicePath: '/dev/data' }],
      'disks[0].path: "/var/lib/store". A raw device has no directories. Leave it out, or leave out devicePath.',
    ],
    [
      'a device in the place of a file',
      [{ ...DISK, path: undefined, devicePath: '/etc' }],
      'disks[0].devicePath: "/etc". The image or the kernel has something there. Use a path of its own, such as /dev/data.',
    ],
    ['no size', [{ ...DISK, size: undefined }], 'disks[0].size: missing. Give a Size, such as Size.gibibytes(1).'],
    ['rootIsFine', [{ ...DISK, rootIsFine: 'yes' }], 'disks[0].rootIsFine: "yes". Give true or false.'],
    [
      'a class of attributes',
      [{ ...DISK, volumeAttributesClassName: 'A' }],
      'disks[0].volumeAttributesClassName: "A". Use at most 253 lower-case letters, digits, dashes and dots, with a letter or digit at the ends of each part.',
    ],
  ])('%s', (_, disks, problem) => {
    expect(problemsOf({ disks })).toEqual([problem]);
  });

  test('what a container has at the path already', () => {
    expect(problemsOf({ containers: [{ ...CONTAINER, writablePaths: ['/var/lib/store/tmp'] }] })).toEqual([
      'disks[0].path: "/var/lib/store". It overlaps the mount at /var/lib/store/tmp (containers[0].writablePaths[0]): one would hide the other. Use a path apart.',
    ]);
  });
});

describe('what images that are known demand', () => {
  test('a directory that no disk holds', () => {
    expect(problemsOf(ofImage('valkey/valkey:8.1.4', '/var/lib/valkey'))).toEqual([
      'disks: "/data". Redis of containers[0] keeps its data in /data, which no disk holds: it would be lost with every restart. Give a disk with that path.',
    ]);
    accepted(ofImage('valkey/valkey:8.1.4', '/data'));
    // It is told another one, or to keep nothing.
    accepted(ofImage('valkey/valkey:8.1.4', '/var/lib/valkey', { args: ['--dir', '/var/lib/valkey'] }));
    accepted(ofImage('valkey/valkey:8.1.4', '/logs', { args: ['--save', ''] }));
  });

  test('a directory by a version that the tag does not name', () => {
    expect(problemsOf(ofImage('postgres:trixie', '/srv/pg'))).toEqual([
      'disks: ["/var/lib/postgresql","/var/lib/postgresql/data"]. PostgreSQL of containers[0] keeps its data by its version in /var/lib/postgresql or in /var/lib/postgresql/data, which no disk holds: it would be lost with every restart. Give a disk with that path, and name the major version in the tag.',
    ]);
  });

  test('a second directory', () => {
    expect(problemsOf(ofImage('zookeeper:3.9.4', '/data'))).toEqual([
      'disks: "/datalog". ZooKeeper keeps data in /datalog too, and no disk is there. Give containers[0] one at /datalog, or a subPath of another.',
    ]);
    accepted({
      ...ofImage('zookeeper:3.9.4', '/data'),
      disks: [
        { ...DISK, path: '/data' },
        { ...DISK, name: 'log', path: '/datalog' },
      ],
    });
    accepted(ofImage('zookeeper:3.9.4', '/data', { env: { ZOO_DATA_LOG_DIR: text('/data/log') } }));
  });

  test('the root of a new disk, where lost+found is', () => {
    const env = { KAFKA_LOG_DIRS: text('/var/lib/kafka/data') };
    expect(problemsOf(ofImage('apache/kafka:4.1.0', '/var/lib/kafka/data', { env }))).toEqual([
      'disks[0].path: "/var/lib/kafka/data". Kafka wants an empty directory, and the root of a new disk has lost+found: it would not start. Mount the volume with a subPath, such as data. Where the disk has its data, or a file system without it, say rootIsFine: true.',
    ]);
    accepted(ofImage('apache/kafka:4.1.0', '/var/lib/kafka/data', { env }, { subPath: 'data' }));
    accepted(ofImage('apache/kafka:4.1.0', '/var/lib/kafka/data', { env }, { rootIsFine: true }));
    accepted(ofImage('apache/kafka:4.1.0', '/var/lib/kafka/data', { env: { KAFKA_LOG_DIRS: text('/var/lib/kafka/data/log') } }));
    expect(problemsOf(ofImage('postgres:17.6', '/var/lib/postgresql/data'))).toEqual([
      'disks[0].path: "/var/lib/postgresql/data". PostgreSQL wants an empty directory, and the root of a new disk has lost+found: it would not start. Set PGDATA to a directory below, such as /var/lib/postgresql/data/pgdata, or mount the volume with a subPath, such as data. Where the disk has its data, or a file system without it, say rootIsFine: true.',
    ]);
  });

  test('members that would wait for each other', () => {
    const env = { ZOO_DATA_LOG_DIR: text('/data/log') };
    const members = ofImage('zookeeper:3.9.4', '/data', {
      env: { ...env, ...SERVERS },
      readiness: kplus.Probe.fromCommand(['zkServer.sh', 'status']),
    });
    expect(problemsOf({ ...members, replicas: 3, podManagementPolicy: ORDERED_READY })).toEqual([
      'podManagementPolicy: "OrderedReady". By containers[0].readiness, ZooKeeper is ready once there is a quorum, and the second Pod would be made once the first is ready: the cluster never starts. Use PodManagementPolicy.PARALLEL.',
    ]);
    accepted({ ...members, replicas: 3 });
    accepted({ ...members, podManagementPolicy: ORDERED_READY });
  });

  test('several that would know nothing of each other', () => {
    const members = ofImage('zookeeper:3.9.4', '/data', { env: { ZOO_DATA_LOG_DIR: text('/data/log') } });
    expect(problemsOf({ ...members, replicas: 3 })).toEqual([
      'replicas: 3. Plain ZooKeeper of containers[0] does not replicate unless it is told to, so these would be 3 separate stores. Use 1, or tell it by ZOO_SERVERS with the names of all members; where each is meant to have data of its own, say separateData: true.',
    ]);
    accepted({ ...members, replicas: 3, separateData: true });
    accepted({ ...ofImage('zookeeper:3.9.4', '/data', { env: { ZOO_DATA_LOG_DIR: text('/data/log'), ...SERVERS } }), replicas: 3 });
    expect(problemsOf({ ...ofImage('postgres:17.6', '/var/lib/postgresql/data', {}, { subPath: 'data' }), replicas: 2 })).toEqual([
      expect.stringMatching(
        /^replicas: 2\. Plain PostgreSQL of containers\[0\] does not replicate, so these would be 2 separate databases\. Use 1, or /,
      ),
    ]);
  });

  test('two members that decide by a majority', () => {
    const members = ofImage('zookeeper:3.9.4', '/data', { env: { ZOO_DATA_LOG_DIR: text('/data/log'), ...SERVERS } });
    const refused = [
      'replicas: 2. Members of ZooKeeper decide by a majority, which of 2 is both: whichever is away stops the other. Use 3, or 1; or separateData: true where they know nothing of each other.',
    ];
    expect(problemsOf({ ...members, replicas: 2 })).toEqual(refused);
    expect(problemsOf({ ...members, replicas: 2, disruptions: AllowedDisruptions.oneAtATime() })).toEqual(refused);
    accepted({ ...members, replicas: 3, disruptions: AllowedDisruptions.oneAtATime() });
  });

  test('a budget that lets more members go than a majority spares', () => {
    const members = ofImage('zookeeper:3.9.4', '/data', { env: { ZOO_DATA_LOG_DIR: text('/data/log'), ...SERVERS } });
    expect(problemsOf({ ...members, replicas: 3, disruptions: AllowedDisruptions.keeping(1) })).toEqual([
      'disruptions: "2 of 3 at once". Members of ZooKeeper decide by a majority: at most 1 may go. Use AllowedDisruptions.keepingMajority(), or leave it out.',
    ]);
  });
});

test.each<[Record<string, unknown>, string]>([
  [
    { replicas: 0 },
    'replicas: 0. Give a whole number above zero. To stop the workload for a while, scale the StatefulSet to zero with kubectl.',
  ],
  [{ firstOrdinal: -1 }, 'firstOrdinal: -1. Give a whole number from 0 to 100000.'],
  [{ disruptions: 1 }, 'disruptions: 1. Use AllowedDisruptions.oneAtATime(), keepingMajority() or keeping(2).'],
  [
    { replicas: 3, disruptions: AllowedDisruptions.keeping(3) },
    'disruptions.pods: 3. Of 3 Pods at most 2 can stay while one goes: else no node with one of them could ever be drained.',
  ],
  [
    { disruptions: AllowedDisruptions.keeping(1) },
    'disruptions.pods: 1. There is one Pod, which has to go for a while when its node does. Use oneAtATime().',
  ],
  [
    { replicas: 2, disruptions: AllowedDisruptions.keepingMajority() },
    'disruptions: "keepingMajority". Of 2 Pods both are the majority: neither could go, and the one that fails stops the other. Use replicas: 3 or 1, or AllowedDisruptions.oneAtATime() where one goes on alone.',
  ],
  [{ strategy: 'OnDelete' }, 'strategy: "OnDelete". Use StatefulSetUpdateStrategy.rollingUpdate() or onDelete() of cdk8s-plus.'],
  [
    { strategy: kplus.StatefulSetUpdateStrategy.rollingUpdate({ partition: -1 }) },
    'strategy.partition: -1. Give a whole number from 0 to 100000.',
  ],
  [{ minReady: Duration.millis(1) }, 'minReady: "0.001 s". Give whole seconds, at least 0.'],
  [{ revisionHistoryLimit: -1 }, 'revisionHistoryLimit: -1. Give a whole number from 0 to 10000.'],
  [{ whenDeleted: 'Keep' }, `whenDeleted: "Keep". Use one of ${Object.values(ClaimRetention).join(', ')}.`],
  [{ whenScaled: 'Keep' }, `whenScaled: "Keep". Use one of ${Object.values(ClaimRetention).join(', ')}.`],
  [{ podManagementPolicy: 'Ordered' }, 'podManagementPolicy: "Ordered". Use one of OrderedReady, Parallel.'],
  [{ separateNodes: 1 }, 'separateNodes: 1. Give true or false.'],
  [{ separateData: 1 }, 'separateData: 1. Give true or false.'],
  [{ membersConnect: 1 }, 'membersConnect: 1. Give true or false.'],
  [{ servicePorts: [{ port: 80 }] }, 'servicePorts[0].targetPort: 80. No container has this port: they have 7000. Name one of them.'],
  [{ podServicePorts: [{ port: 80 }] }, 'podServicePorts[0].targetPort: 80. No container has this port: they have 7000. Name one of them.'],
  [
    { containers: [{ ...CONTAINER, readiness: undefined }] },
    'containers[0].readiness: missing. Without it a rollout replaces the next Pod before the new one serves. Give a kplus.Probe, or say in declineReadiness why there is none.',
  ],
  [{ disk: [] }, 'disk: a list of 0. There is no such prop. Did you mean disks?'],
])('%p', (props, problem) => {
  expect(problemsOf(props)).toEqual([problem]);
});

test('a number of members that is none', () => {
  expect(refusal(() => StatefulWorkload.memberNames('store', 0))).toBe(
    'StatefulWorkload at memberNames: 1 problem\n  replicas: 0. Give a whole number from 1 to 1000.',
  );
});

test('Pods and disks that there are not', () => {
  const store = newStore(newChart(), { replicas: 2, firstOrdinal: 3 });
  expect(refusal(() => store.podDns(2))).toBe('StatefulWorkload at shop/store: 1 problem\n  ordinal: 2. Give a whole number from 3 to 4.');
  expect(refusal(() => store.disk('log'))).toBe(
    'StatefulWorkload at shop/store: 1 problem\n  name: "log". It has no such disk: it has data.',
  );
});

test('what no claim may ask for', () => {
  expect(problemsOf({ disks: [{ ...DISK, size: Size.kibibytes(0) }] })).toEqual([
    'disks[0].size: 0Ki. Give a size of whole KiB above zero and below 8 EiB.',
  ]);
});

describe('settings with which a crash costs data', () => {
  const NO_FSYNC =
    'It says that it has what is not on its disk: a member that fails forgets what it agreed to, and the cluster may lose or contradict what it has answered.';
  const excuse = (name: string) => `Leave it out, or say in notDurable why that may be: { "${name}": "..." }.`;
  const etcd = (more: object) => ofImage('quay.io/coreos/etcd:v3.6.5', '/data', { command: ['etcd', '--data-dir=/data'], ...more });
  const shop = (args: string[]) => ofImage('mariadb:11.4.8', '/var/lib/mysql', { args }, { rootIsFine: true });

  test('are refused where they are said', () => {
    expect(problemsOf(etcd({ args: ['--unsafe-no-fsync'] }))).toEqual([
      `containers[0].args[0]: "unsafe-no-fsync: true". ${NO_FSYNC} ${excuse('unsafe-no-fsync')}`,
    ]);
    expect(problemsOf(etcd({ env: { ETCD_UNSAFE_NO_FSYNC: kplus.EnvValue.fromValue('true') } }))).toEqual([
      `containers[0].env["ETCD_UNSAFE_NO_FSYNC"]: "unsafe-no-fsync: true". ${NO_FSYNC} ${excuse('unsafe-no-fsync')}`,
    ]);
    expect(problemsOf(shop(['--skip-innodb-doublewrite']))).toEqual([
      `containers[0].args[0]: "innodb_doublewrite = 0". A page that is half written when a server or node fails is never made whole again. ${excuse('innodb_doublewrite')}`,
    ]);
  });

  test('pass with a reason, which stands on the set', () => {
    const chart = newChart();
    newStore(chart, { ...shop(['--innodb-flush-log-at-trx-commit=2']), notDurable: { innodb_flush_log_at_trx_commit: 'A cache.' } });
    const set = manifests(chart).find(({ kind }: Manifest) => kind === 'StatefulSet');
    expect(set.metadata.annotations).toMatchObject({
      'cdk8s-storage/acknowledge.commits-not-on-disk': 'innodb_flush_log_at_trx_commit: A cache.',
    });
  });

  test('a reason for what is not said', () => {
    expect(problemsOf({ notDurable: { fsync: 'A cache.' } })).toEqual([
      'notDurable["fsync"]: "A cache.". No setting of this name costs data in a crash here. Remove it, so that it excuses nothing later.',
    ]);
  });
});
