import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { DatabaseCredentials } from '../../../src/config/database-credentials';
import { DatabaseEngine } from '../../../src/patterns/database/engine';
import { DatabaseFile } from '../../../src/patterns/database/configuration';
import { SharedScratchPod } from '../../../src/patterns/shared-scratch/shared-scratch-pod';
import { StatefulDatabase } from '../../../src/patterns/database/stateful-database';
import { loadScript } from '../../../src/scripts/load-script';
import { ClaimSource } from '../../../src/volumes/claim-source';
import { ClaimRetention } from '../../../src/volumes/claim-template';
import { MountAccess } from '../../../src/workloads/mount-options';
import { findKind, Manifest, manifests, newChart, refusal, yaml } from '../../support';
import { custom, envOf, FAST, findNamed, MARIADB, newDatabase, partsOf, POSTGRES, withoutScripts, withoutUsers } from './support';

const SELECTOR = { 'app.kubernetes.io/component': 'database', 'app.kubernetes.io/name': 'orders-db' };

const pathsOf = (container: Manifest): string[] => container.volumeMounts.map(({ mountPath }: Manifest) => mountPath as string);
const volumeOf = (pod: Manifest, name: string): Manifest => pod.volumes.find((volume: Manifest) => volume.name === name);

/** With a binary log, which MySQL has by itself, a restore could make no trigger and no function without it. */
const TRUST = '--loose-log-bin-trust-function-creators=ON';

test('user and password are in the Secret that is called as the database is, unless another is named', () => {
  const secretOf = (credentials?: DatabaseCredentials) => volumeOf(partsOf({ credentials }).pod, 'credentials').secret;
  expect(secretOf()).toMatchObject({ secretName: 'orders-db', items: [{ key: 'username' }, { key: 'password' }] });
  expect(secretOf(DatabaseCredentials.fromSecretName('other')).secretName).toBe('other');
});

describe('data', () => {
  test('claims stay when the set goes, and always when it is scaled to zero', () => {
    expect(partsOf().set.spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    const { set } = partsOf({ storage: { ...POSTGRES.storage, retention: ClaimRetention.DELETE } });
    expect(set.spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Delete', whenScaled: 'Retain' });
  });

  test('the claim names its class, and lies beside no VOLUME of an image', () => {
    const { set, server, init } = partsOf();
    expect(set.spec.volumeClaimTemplates[0]).toMatchObject({ metadata: { name: 'data' }, spec: { storageClassName: 'fast' } });
    expect(set.spec.volumeClaimTemplates[0].spec.resources.requests.storage).toBe('20Gi');
    for (const container of [server, init]) {
      expect(pathsOf(container)).toContain('/pgdata');
      expect(pathsOf(container).some((path) => path.startsWith('/var/lib/postgresql'))).toBe(false);
    }
  });

  test.each(['13', '14', '15', '16', '17', '18'])(
    'Postgres %s keeps its data in a directory of the claim, wherever its image wants it',
    (version) => {
      const { server, init } = partsOf({ engine: DatabaseEngine.postgres({ version }) });
      expect(server.image).toBe(`postgres:${version}`);
      expect(envOf(server).PGDATA).toBe('/pgdata/data');
      expect(envOf(init).PGDATA).toBe('/pgdata/data');
    },
  );

  test('MySQL and MariaDB keep theirs in a directory of the claim, not in its root with lost+found', () => {
    for (const [engine, program] of [
      [DatabaseEngine.mysql({ version: '8.4' }), 'mysqld'],
      [DatabaseEngine.mariadb({ version: '11.8' }), 'mariadbd'],
    ] as const) {
      const { server, init } = partsOf({ engine });
      expect(server).toMatchObject({ command: [program], args: ['--datadir=/data/mysql', TRUST] });
      expect(pathsOf(server)).toContain('/data');
      expect(envOf(init).DATA_DIR).toBe('/data/mysql');
    }
  });

  test('no volume of the Pod is missing: each mount has a volume or a claim template', () => {
    for (const props of [POSTGRES, MARIADB, { ...POSTGRES, storage: { ...POSTGRES.storage, wal: { size: Size.gibibytes(4) } } }]) {
      const { set, pod } = partsOf({
        ...props,
        configuration: { [props === MARIADB ? 'my.cnf' : 'postgresql.conf']: DatabaseFile.fromText('max_connections = 50') },
        initFiles: { '10.sql': DatabaseFile.fromText('SELECT 1;') },
      });
      const known = [...pod.volumes, ...set.spec.volumeClaimTemplates.map(({ metadata }: Manifest) => metadata)].map(
        ({ name }: Manifest) => name,
      );
      const mounted = [...pod.containers, ...pod.initContainers].flatMap(({ volumeMounts }: Manifest) =>
        volumeMounts.map(({ name }: Manifest) => name),
      );
      expect([...new Set(mounted)].sort()).toEqual([...known].sort());
      expect(known).toEqual(expect.arrayContaining(['tmp', 'socket', 'config', 'init-files', 'credentials', 'data']));
    }
  });

  test('the write-ahead log has a disk of its own where told', () => {
    const wal = { size: Size.gibibytes(4), storageClass: { storageClassName: 'faster' } };
    const { set, server, init } = partsOf({ storage: { ...POSTGRES.storage, wal } });
    expect(set.spec.volumeClaimTemplates[1]).toMatchObject({ metadata: { name: 'wal' }, spec: { storageClassName: 'faster' } });
    expect(envOf(init).WAL_DIR).toBe('/pgwal/pg_wal');
    expect(pathsOf(server)).toContain('/pgwal');
    const same = partsOf({ storage: { ...POSTGRES.storage, wal: { size: Size.gibibytes(4) } } });
    expect(same.set.spec.volumeClaimTemplates[1].spec.storageClassName).toBe('fast');
  });

  test('a new disk may start with a snapshot', () => {
    const { set } = partsOf({ storage: { ...POSTGRES.storage, dataSource: ClaimSource.fromSnapshotName('before-upgrade') } });
    expect(set.spec.volumeClaimTemplates[0].spec.dataSource).toMatchObject({ kind: 'VolumeSnapshot', name: 'before-upgrade' });
  });

  test('one Pod alone may mount the disk', () => {
    const accessMode = kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE_POD;
    const { set } = partsOf({ storage: { ...POSTGRES.storage, accessMode, wal: { size: Size.gibibytes(4) } } });
    expect(set.spec.volumeClaimTemplates.map(({ spec }: Manifest) => spec.accessModes)).toEqual([
      ['ReadWriteOncePod'],
      ['ReadWriteOncePod'],
    ]);
  });
});

describe('initialisation', () => {
  test('it happens before the server, in its image, with its user, room and options, by the script that survives being killed', () => {
    const { server, init } = partsOf({ args: ['-c', 'max_connections=200'] });
    expect(init.command).toEqual(['sh', '-c', loadScript('init-postgres'), 'init-postgres']);
    expect(init.args).toEqual(server.args);
    expect(init).toMatchObject({ image: server.image, securityContext: server.securityContext });
    expect(init.resources.limits.memory).toBe(server.resources.limits.memory);
    expect(pathsOf(init)).toEqual(expect.arrayContaining(pathsOf(server)));
  });

  test('the server is not started by the entrypoint of the image, which would initialise too', () => {
    expect(partsOf().server.command).toEqual(['postgres']);
  });

  test('pages have checksums unless declined', () => {
    expect(envOf(partsOf().init).INITDB_ARGS).toBe('--data-checksums');
    const engine = DatabaseEngine.postgres({ version: '18', dataChecksums: false, initdbArgs: ['--no-data-checksums', '--locale=C'] });
    expect(envOf(partsOf({ engine }).init).INITDB_ARGS).toBe('--no-data-checksums --locale=C');
    expect(envOf(partsOf({ engine: DatabaseEngine.postgres({ version: '17', dataChecksums: false }) }).init)).not.toHaveProperty(
      'INITDB_ARGS',
    );
  });

  test('why it refused is part of the status of the Pod', () => {
    const { server, init } = partsOf();
    for (const container of [server, init]) expect(container.terminationMessagePolicy).toBe('FallbackToLogsOnError');
  });

  test('init files are seen by the initialisation alone', () => {
    const chart = newChart();
    newDatabase(chart, { initFiles: { '10-schema.sql': DatabaseFile.fromText('CREATE TABLE a (b int);') } });
    const pod = findKind(chart, 'StatefulSet').spec.template.spec;
    expect(pathsOf(pod.containers[0])).not.toContain('/etc/database-init');
    expect(pathsOf(pod.initContainers[0])).toContain('/etc/database-init');
    expect(envOf(pod.initContainers[0]).INIT_FILES_DIR).toBe('/etc/database-init');
    expect(findNamed(chart, 'ConfigMap', 'orders-db-init').data).toEqual({ '10-schema.sql': 'CREATE TABLE a (b int);' });
  });
});

describe('running', () => {
  test('three probes tell initialising, recovering and dead apart', () => {
    for (const [props, alive, ready] of [
      [POSTGRES, 'alive-postgres', 'ready-postgres'],
      [MARIADB, 'alive-mysql', 'ready-mysql'],
    ] as const) {
      const { startupProbe, livenessProbe, readinessProbe } = partsOf(props).server;
      expect(startupProbe.exec.command).toEqual(['sh', '-c', loadScript(alive), alive]);
      expect(livenessProbe.exec.command).toEqual(startupProbe.exec.command);
      expect(readinessProbe.exec.command).toEqual(['sh', '-c', loadScript(ready), ready]);
      const patience = ({ periodSeconds, failureThreshold }: Manifest): number => (periodSeconds as number) * (failureThreshold as number);
      expect(patience(startupProbe)).toBe(3600);
      expect(patience(livenessProbe)).toBeGreaterThanOrEqual(180);
      expect(patience(readinessProbe)).toBeLessThanOrEqual(30);
    }
  });

  test('Postgres is told to stop at once, and has time for it', () => {
    const { server, pod } = partsOf();
    expect(server.lifecycle.preStop.exec.command).toEqual(['pg_ctl', 'stop', '-m', 'fast', '-W']);
    expect(pod.terminationGracePeriodSeconds).toBe(120);
    expect(partsOf(MARIADB).server.lifecycle).toBeUndefined();
    expect(partsOf({ terminationGracePeriod: Duration.minutes(10) }).pod.terminationGracePeriodSeconds).toBe(600);
  });

  test('a broken change of one Pod is mended by the next, since nothing waits for it', () => {
    expect(partsOf().set.spec.podManagementPolicy).toBe('Parallel');
    const policy = { podManagementPolicy: kplus.PodManagementPolicy.ORDERED_READY };
    expect(partsOf(policy).set.spec.podManagementPolicy).toBe('OrderedReady');
  });

  test('scratch volumes stand where the server writes besides its data', () => {
    const { pod, server } = partsOf();
    expect(server.securityContext.readOnlyRootFilesystem).toBe(true);
    expect(pathsOf(server)).toEqual(expect.arrayContaining(['/tmp', '/var/run/postgresql', '/dev/shm']));
    expect(volumeOf(pod, 'shm').emptyDir).toEqual({ medium: 'Memory', sizeLimit: '256Mi' });
    expect(volumeOf(pod, 'tmp').emptyDir).toEqual({ sizeLimit: '64Mi' });
    const mariadb = partsOf({ ...MARIADB, temporarySpace: Size.gibibytes(5) });
    expect(pathsOf(mariadb.server)).toEqual(expect.arrayContaining(['/tmp', '/run/mysqld']));
    expect(pathsOf(mariadb.server)).not.toContain('/dev/shm');
    expect(volumeOf(mariadb.pod, 'tmp').emptyDir).toEqual({ sizeLimit: '5Gi' });
  });

  test('memory is requested in full, with room for /dev/shm', () => {
    expect(partsOf().server.resources).toEqual({
      requests: { cpu: '250m', memory: '1280Mi', 'ephemeral-storage': '144Mi' },
      limits: { cpu: '2', memory: '1280Mi', 'ephemeral-storage': '336Mi' },
    });
    expect(partsOf(MARIADB).server.resources.requests.memory).toBe('1Gi');
  });

  test.each([
    [{ limit: Size.gibibytes(4) }, '4Gi', '4Gi'],
    [{ request: Size.gibibytes(2) }, '2304Mi', '2304Mi'],
    [{ request: Size.gibibytes(2), limit: Size.gibibytes(4) }, '2304Mi', '4Gi'],
  ])('memory that is given', (memory, request, limit) => {
    const { resources } = partsOf({ resources: { memory } }).server;
    expect(resources.requests.memory).toBe(request);
    expect(resources.limits.memory).toBe(limit);
  });

  test('a size of /dev/shm for any engine', () => {
    expect(volumeOf(partsOf({ ...MARIADB, sharedMemory: Size.mebibytes(128) }).pod, 'shm').emptyDir.sizeLimit).toBe('128Mi');
    expect(partsOf({ ...MARIADB, sharedMemory: Size.mebibytes(128) }).server.resources.limits.memory).toBe('1152Mi');
  });

  test('all containers meet the restricted Pod Security Standard', () => {
    const { pod } = partsOf();
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 10001,
      fsGroup: 10001,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    });
    for (const { securityContext } of [...pod.containers, ...pod.initContainers]) {
      expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true });
    }
    expect(pod.automountServiceAccountToken).toBe(false);
  });

  test('a drain takes the Pod, a broken one too', () => {
    const chart = newChart();
    newDatabase(chart);
    expect(findKind(chart, 'PodDisruptionBudget').spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: SELECTOR },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
  });
});

describe('configuration', () => {
  test('Postgres reads the file after its defaults, initialisation included', () => {
    const chart = newChart();
    newDatabase(chart, {
      configuration: { 'postgresql.conf': DatabaseFile.fromText('max_connections = 50\n') },
      args: ['-c', 'work_mem=8MB'],
    });
    expect(findNamed(chart, 'ConfigMap', 'orders-db-config').data['postgresql.conf']).toBe(
      "include_if_exists = '/pgdata/data/postgresql.conf'\n\nmax_connections = 50\n",
    );
    const pod = findKind(chart, 'StatefulSet').spec.template.spec;
    for (const { args, volumeMounts } of [pod.containers[0], pod.initContainers[0]]) {
      expect(args).toEqual(['-c', 'config_file=/etc/database/postgresql.conf', '-c', 'work_mem=8MB']);
      expect(volumeMounts).toContainEqual({ mountPath: '/etc/database', name: 'config', readOnly: true });
    }
  });

  test('MySQL and MariaDB get the file as their first option, which they insist on', () => {
    const { server, init } = partsOf({
      ...MARIADB,
      configuration: { 'my.cnf': DatabaseFile.fromText('[mysqld]\nmax_connections = 50\n') },
    });
    expect(server.args).toEqual(['--defaults-extra-file=/etc/database/my.cnf', '--datadir=/data/mysql', TRUST]);
    expect(init.args).toEqual(['--defaults-extra-file=/etc/database/my.cnf']);
  });

  test('a change replaces the Pod; the order in the code does not', () => {
    const digest = (configuration: Record<string, string>, initFiles: Record<string, string> = {}): string => {
      const files = (texts: Record<string, string>) =>
        Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, DatabaseFile.fromText(text)]));
      const { set } = partsOf({ configuration: files(configuration), initFiles: files(initFiles) });
      return (set.spec.template.metadata.annotations as Record<string, string>)['checksum/config'];
    };
    const one = digest({ 'postgresql.conf': 'a = 1', 'pg_hba.conf': 'local' });
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(digest({ 'pg_hba.conf': 'local', 'postgresql.conf': 'a = 1' })).toBe(one);
    expect(digest({ 'postgresql.conf': 'a = 2', 'pg_hba.conf': 'local' })).not.toBe(one);
    expect(digest({ 'postgresql.conf': 'a = 1', 'pg_hba.conf': 'local' }, { '1.sql': 'SELECT 1;' })).not.toBe(one);
    expect(partsOf().set.spec.template.metadata.annotations).toBeUndefined();
  });

  test('files come from texts and from paths, binary ones too', () => {
    const directory = mkdtempSync(join(tmpdir(), 'database-file-'));
    writeFileSync(join(directory, 'schema.sql'), 'CREATE TABLE ä (b int);');
    writeFileSync(join(directory, 'data.sql.gz'), Buffer.from([0x1f, 0x8b, 0xff]));
    const chart = newChart();
    newDatabase(chart, {
      initFiles: {
        '1.sql': DatabaseFile.fromPath(join(directory, 'schema.sql')),
        '2.sql.gz': DatabaseFile.fromPath(join(directory, 'data.sql.gz')),
      },
    });
    rmSync(directory, { recursive: true });
    const { data, binaryData } = findNamed(chart, 'ConfigMap', 'orders-db-init');
    expect(data['1.sql']).toBe('CREATE TABLE ä (b int);');
    expect(Buffer.from(binaryData['2.sql.gz'] as string, 'base64')).toEqual(Buffer.from([0x1f, 0x8b, 0xff]));
  });
});

describe('credentials', () => {
  test('they are files from a Secret that exists, and reach Postgres only where it is made', () => {
    const { pod, server, init } = partsOf();
    expect(volumeOf(pod, 'credentials').secret).toEqual({
      secretName: 'orders-db',
      defaultMode: 0o440,
      items: [
        { key: 'username', path: 'username' },
        { key: 'password', path: 'password' },
      ],
    });
    expect(envOf(init)).toMatchObject({
      DB_USERNAME_FILE: '/run/secrets/database/username',
      DB_PASSWORD_FILE: '/run/secrets/database/password',
    });
    expect(pathsOf(server)).not.toContain('/run/secrets/database');
    expect(init.volumeMounts).toContainEqual({ mountPath: '/run/secrets/database', name: 'credentials', readOnly: true });
  });

  test('probes of MySQL and MariaDB need them', () => {
    const { server } = partsOf(MARIADB);
    expect(pathsOf(server)).toContain('/run/secrets/database');
    expect(envOf(server)).toEqual({
      DB_NAME: 'app',
      DB_USERNAME_FILE: '/run/secrets/database/username',
      DB_PASSWORD_FILE: '/run/secrets/database/password',
    });
  });

  test('the keys of the Secret may have other names', () => {
    const chart = newChart();
    const secret = kplus.Secret.fromSecretName(chart, 'Secret', 'login');
    newDatabase(chart, { credentials: DatabaseCredentials.fromSecret(secret, { username: 'user', password: 'pass' }) });
    const pod = findKind(chart, 'StatefulSet').spec.template.spec;
    expect(volumeOf(pod, 'credentials').secret).toMatchObject({
      secretName: 'login',
      items: [
        { key: 'user', path: 'username' },
        { key: 'pass', path: 'password' },
      ],
    });
  });

  test('no Secret is made, since one made at synthesis would lock its owner out of the old disk', () => {
    const chart = newChart();
    newDatabase(chart);
    expect(manifests(chart).map(({ kind }) => kind as string)).not.toContain('Secret');
  });
});

describe('network', () => {
  test('a headless Service names the Pods, ready or not, and another one is for clients', () => {
    const chart = newChart();
    const db = newDatabase(chart);
    expect(findNamed(chart, 'Service', 'orders-db-headless').spec).toEqual({
      clusterIP: 'None',
      ports: [{ name: 'postgresql', port: 5432 }],
      publishNotReadyAddresses: true,
      selector: SELECTOR,
      type: 'ClusterIP',
    });
    expect(findNamed(chart, 'Service', 'orders-db').spec).toEqual({
      ports: [{ name: 'postgresql', port: 5432 }],
      selector: SELECTOR,
      type: 'ClusterIP',
    });
    expect(findKind(chart, 'StatefulSet').spec.serviceName).toBe('orders-db-headless');
    expect([db.host, db.port, db.podDns(0), db.claimName(0)]).toEqual([
      'orders-db.shop.svc',
      5432,
      'orders-db-0.orders-db-headless.shop.svc',
      'data-orders-db-0',
    ]);
  });

  test('without a namespace in the manifests, names are short', () => {
    const chart = new Chart(newChart().node.root, 'other');
    const db = newDatabase(chart);
    expect([db.host, db.podDns(0)]).toEqual(['orders-db', 'orders-db-0.orders-db-headless']);
  });

  test('it is closed until a workload is let in, and then open for that one only', () => {
    const chart = newChart();
    const db = newDatabase(chart);
    const closed = findKind(chart, 'NetworkPolicy').spec;
    expect(closed.policyTypes).toContain('Ingress');
    expect(closed.ingress).toBeUndefined();
    const web = new kplus.Deployment(chart, 'Web', { metadata: { name: 'web' }, containers: [{ image: 'web:1' }] });
    new kplus.Deployment(chart, 'Other', { metadata: { name: 'other' }, containers: [{ image: 'other:1' }] });
    db.allowFrom(web);
    const { spec } = findKind(chart, 'NetworkPolicy');
    expect(spec).toMatchObject({ podSelector: { matchLabels: SELECTOR }, policyTypes: ['Ingress', 'Egress'] });
    expect(spec.ingress).toHaveLength(1);
    expect(spec.ingress[0].ports).toEqual([{ port: 5432, protocol: 'TCP' }]);
    expect(spec.ingress[0].from).toHaveLength(1);
    expect(spec.ingress[0].from[0].podSelector.matchLabels).toEqual(findNamed(chart, 'Deployment', 'web').spec.selector.matchLabels);
  });

  test('a workload of ours that is closed itself is let out, even where the database is open', () => {
    for (const networkPolicy of [true, false]) {
      const chart = newChart();
      const db = newDatabase(chart, { hardening: { networkPolicy } });
      const pod = new SharedScratchPod(chart, 'web', {
        sizeLimit: Size.mebibytes(10),
        containers: [{ name: 'web', image: 'web:1', access: MountAccess.READ_WRITE }],
      });
      db.allowFrom(pod);
      const { egress } = findNamed(chart, 'NetworkPolicy', 'web-scratch-pod').spec;
      expect(egress[1].ports).toEqual([{ port: 5432, protocol: 'TCP' }]);
    }
  });

  test('the server goes nowhere unless let', () => {
    const chart = newChart();
    const db = newDatabase(chart);
    expect(findKind(chart, 'NetworkPolicy').spec.egress).toHaveLength(1);
    db.allowTo(kplus.NetworkPolicyIpBlock.ipv4(chart, 'Primary', '192.0.2.1/32'));
    expect(findKind(chart, 'NetworkPolicy').spec.egress[1]).toEqual({ to: [{ ipBlock: { cidr: '192.0.2.1/32' } }] });
  });

  test('it is a peer and a selector itself', () => {
    const db = newDatabase(newChart());
    expect(db.toPodSelector()).toBe(db.statefulSet);
    expect(db.toNetworkPolicyPeerConfig().podSelector).toBeDefined();
  });
});

describe('connecting a workload', () => {
  const connected = (
    options: Parameters<StatefulDatabase['connect']>[1] = {},
    props: Partial<typeof POSTGRES> = {},
    web: kplus.DeploymentProps = {},
  ) => {
    const chart = newChart();
    const db = newDatabase(chart, props);
    const deployment = new kplus.Deployment(chart, 'Web', {
      metadata: { name: 'web' },
      containers: [{ name: 'web', image: 'web:1' }],
      ...web,
    });
    db.connect(deployment, options);
    return findKind(chart, 'Deployment').spec.template.spec;
  };

  test('it learns where the database is by variables, and who it is there by files', () => {
    const pod = connected();
    expect(envOf(pod.containers[0])).toEqual({
      DATABASE_HOST: 'orders-db.shop.svc',
      DATABASE_PORT: '5432',
      DATABASE_NAME: 'app',
      DATABASE_USERNAME_FILE: '/run/secrets/orders-db/username',
      DATABASE_PASSWORD_FILE: '/run/secrets/orders-db/password',
      PGHOST: 'orders-db.shop.svc',
      PGPORT: '5432',
      PGDATABASE: 'app',
    });
    expect(pod.containers[0].volumeMounts).toEqual([{ mountPath: '/run/secrets/orders-db', name: 'db-orders-db', readOnly: true }]);
  });

  test('the files can be read by a program that is not root, by its group where the Pod has one', () => {
    expect(connected().volumes[0].secret.defaultMode).toBe(0o444);
    expect(connected({}, {}, { securityContext: { fsGroup: 10001 } }).volumes[0].secret.defaultMode).toBe(0o440);
  });

  test('programs that read no files get variables from the Secret, when told so', () => {
    const env = envOf(connected({ credentialVariables: true }).containers[0]);
    const username = '{"secretKeyRef":{"key":"username","name":"orders-db"}}';
    const password = '{"secretKeyRef":{"key":"password","name":"orders-db"}}';
    expect(env).toMatchObject({ DATABASE_USERNAME: username, DATABASE_PASSWORD: password, PGUSER: username, PGPASSWORD: password });
  });

  test('prefix, place, containers and client variables', () => {
    const pod = connected(
      { prefix: 'ORDERS', mountPath: '/etc/orders', containers: ['migrate'], clientVariables: false, credentialVariables: true },
      {},
      { initContainers: [{ name: 'migrate', image: 'web:1' }] },
    );
    expect(Object.keys(envOf(pod.initContainers[0]))).toEqual([
      'ORDERS_HOST',
      'ORDERS_PORT',
      'ORDERS_NAME',
      'ORDERS_USERNAME_FILE',
      'ORDERS_PASSWORD_FILE',
      'ORDERS_USERNAME',
      'ORDERS_PASSWORD',
    ]);
    expect(envOf(pod.initContainers[0]).ORDERS_USERNAME_FILE).toBe('/etc/orders/username');
    expect(pod.containers[0].env).toBeUndefined();
  });

  test('MariaDB has no client variables', () => {
    expect(Object.keys(envOf(connected({}, MARIADB).containers[0]))).toHaveLength(5);
  });

  test('two workloads and two databases', () => {
    const chart = newChart();
    const orders = newDatabase(chart);
    const users = new StatefulDatabase(chart, 'users', { ...POSTGRES, name: 'users-db' });
    const deployments = ['web', 'worker'].map(
      (name) => new kplus.Deployment(chart, name, { metadata: { name }, containers: [{ name, image: 'web:1' }] }),
    );
    for (const deployment of deployments) orders.connect(deployment);
    users.connect(deployments[0], { prefix: 'USERS', clientVariables: false });
    expect(findNamed(chart, 'Deployment', 'web').spec.template.spec.volumes).toHaveLength(2);
    expect(findNamed(chart, 'Deployment', 'worker').spec.template.spec.volumes).toHaveLength(1);
    expect(findNamed(chart, 'NetworkPolicy', 'orders-db-database').spec.ingress).toHaveLength(2);
  });

  const refused = (connect: (db: StatefulDatabase, web: kplus.Deployment, chart: Chart) => void): string => {
    const chart = newChart();
    const db = newDatabase(chart);
    const web = new kplus.Deployment(chart, 'Web', { metadata: { name: 'web' }, containers: [{ name: 'web', image: 'web:1' }] });
    return refusal(() => connect(db, web, chart));
  };

  test('what cannot be connected', () => {
    expect(refused((db) => db.connect('web' as never))).toBe(
      'StatefulDatabase at shop/db: 1 problem\n  workload: "web". Give a Pod, Deployment, StatefulSet, DaemonSet, Job or CronJob of any cdk8s-plus, a k8s.Kube… class, an ApiObject, an Include, or a construct that holds one.',
    );
    expect(refused((db, web) => db.connect(web, 'ORDERS' as never))).toBe(
      'StatefulDatabase at shop/db: 1 problem\n  options: a string of 6 characters. Give an object of props: containers, prefix, mountPath, clientVariables, credentialVariables.',
    );
    expect(refused((db, web) => db.connect(web, { prefix: 'a-b', mountPath: 'x', clientVariables: 1 as never }))).toBe(
      [
        'StatefulDatabase at shop/db: 3 problems',
        '  options.prefix: "a-b". Give what a variable may begin with: letters, digits and underscores.',
        '  options.clientVariables: 1. Give true or false.',
        '  options.mountPath: "x". Give an absolute path: it starts with a slash.',
      ].join('\n'),
    );
    expect(refused((db, web) => db.connect(web, { containers: ['none'] }))).toBe(
      'StatefulDatabase at shop/db: 1 problem\n  options.containers[0]: "none". The workload has no such container: it has web.',
    );
    expect(refused((db, web) => [1, 2].forEach(() => db.connect(web)))).toContain('options.mountPath: "/run/secrets/orders-db"');
    expect(refused((db) => db.allowFrom(null as never))).toBe(
      'StatefulDatabase at shop/db: 1 problem\n  peer: missing. Give a workload of any make, or Pods, Namespaces or a NetworkPolicyIpBlock of cdk8s-plus.',
    );
    expect(refused((db) => db.podDns(1))).toBe('StatefulDatabase at shop/db: 1 problem\n  ordinal: 1. Give a whole number from 0 to 0.');
  });

  test('a second database needs variables of its own', () => {
    expect(
      refused((db, web, chart) => {
        db.connect(web);
        new StatefulDatabase(chart, 'users', { ...POSTGRES, name: 'users-db' }).connect(web, { prefix: 'USERS' });
      }),
    ).toBe(
      [
        'StatefulDatabase at shop/users: 3 problems',
        ...['PGHOST', 'PGPORT', 'PGDATABASE'].map(
          (name) =>
            `  options.prefix: "USERS". The container web has the variable ${name} already. Give another prefix, and clientVariables: false for a second database.`,
        ),
      ].join('\n'),
    );
  });

  test('client variables that there are not', () => {
    const chart = newChart();
    const db = newDatabase(chart, MARIADB);
    const web = new kplus.Deployment(chart, 'Web', { containers: [{ image: 'web:1' }] });
    expect(refusal(() => db.connect(web, { clientVariables: true }))).toBe(
      'StatefulDatabase at shop/db: 1 problem\n  options.clientVariables: true. The clients of MariaDB have no variables in common. Leave it out, and use those with the prefix.',
    );
  });

  test('a workload of another namespace, where the Secret is not', () => {
    const chart = newChart();
    const db = newDatabase(chart);
    const other = new Chart(chart.node.root, 'other', { namespace: 'other' });
    const none = new Chart(chart.node.root, 'none');
    const remedy = 'the database and its Secret are in the namespace shop. Use allowFrom, and give it a Secret of its own.';
    for (const [scope, where] of [
      [other, 'the namespace other'],
      [none, 'the namespace of whoever applies it'],
    ] as const) {
      const web = new kplus.Deployment(scope, 'Web', { metadata: { name: 'web' }, containers: [{ image: 'web:1' }] });
      expect(refusal(() => db.connect(web))).toBe(
        `StatefulDatabase at shop/db: 1 problem\n  workload: ${scope.node.id}/Web. It is in ${where}, ${remedy}`,
      );
      db.allowFrom(web);
    }
  });
});

describe('other engines', () => {
  test('one says everything itself', () => {
    const { set, pod, server, init } = partsOf({
      engine: custom({
        command: ['ferretdb'],
        args: ['--verbose'],
        writablePaths: ['/tmp', '/run/ferret'],
        env: { LEVEL: kplus.EnvValue.fromValue('info') },
        usernameFileVariable: 'FERRET_USER_FILE',
        passwordFileVariable: 'FERRET_PASSWORD_FILE',
        initialize: 'test -d /state/db || { mkdir /state/tmp.$$ && mv /state/tmp.$$ /state/db; }',
        stopCommand: ['ferretdb', 'stop'],
        sharedMemory: Size.mebibytes(128),
      }),
      configuration: { 'ferret.yaml': DatabaseFile.fromText('level: info') },
      env: { TZ: kplus.EnvValue.fromValue('Etc/UTC') },
    });
    expect(set.spec.volumeClaimTemplates).toHaveLength(1);
    expect(server).toMatchObject({ name: 'database', image: 'ferretdb/ferretdb:2.5.0', command: ['ferretdb'], args: ['--verbose'] });
    expect(envOf(server)).toEqual({
      DB_HOST: '127.0.0.1',
      DB_PORT: '27017',
      LEVEL: 'info',
      FERRET_USER_FILE: '/run/secrets/database/username',
      FERRET_PASSWORD_FILE: '/run/secrets/database/password',
      DB_NAME: 'app',
      DB_USERNAME_FILE: '/run/secrets/database/username',
      DB_PASSWORD_FILE: '/run/secrets/database/password',
      TZ: 'Etc/UTC',
    });
    expect(pathsOf(server)).toEqual(['/state', '/tmp', '/run/ferret', '/dev/shm', '/run/secrets/database', '/etc/database']);
    expect(server.lifecycle.preStop.exec.command).toEqual(['ferretdb', 'stop']);
    expect(server.startupProbe.failureThreshold).toBe(360);
    // The kubelet makes one dollar of two.
    expect(init.command).toEqual([
      'sh',
      '-c',
      'test -d /state/db || { mkdir /state/tmp.$$$$ && mv /state/tmp.$$$$ /state/db; }',
      'initialize',
    ]);
    expect(volumeOf(pod, 'writable-1').emptyDir.sizeLimit).toBe('64Mi');
  });

  test('one that says only what it must has no init container and starts like its image', () => {
    const { pod, server } = partsOf({ engine: custom() });
    expect(pod.initContainers).toBeUndefined();
    expect(server).not.toHaveProperty('command');
    expect(server).not.toHaveProperty('args');
    expect(server).not.toHaveProperty('lifecycle');
    expect(pathsOf(server)).toEqual(['/state', '/tmp', '/run/secrets/database']);
  });

  test('one that knows no users asks for no Secret: nothing is mounted, and no variable names what is not there', () => {
    const { pod, server, init } = partsOf(withoutUsers({ initialize: 'true' }));
    for (const container of [server, init]) {
      expect(envOf(container)).toEqual({ DB_HOST: '127.0.0.1', DB_PORT: '27017', DB_NAME: 'app' });
      expect(pathsOf(container)).toEqual(['/state', '/tmp']);
    }
    expect(JSON.stringify(pod)).not.toMatch(/secret/i);
  });

  test('a workload that connects to one without users is let in by what its refusal says', () => {
    const chart = newChart();
    const db = newDatabase(chart, withoutUsers());
    const web = new kplus.Deployment(chart, 'Web', { metadata: { name: 'web' }, containers: [{ image: 'web:1' }] });
    const before = yaml(chart);
    expect(refusal(() => db.connect(web, { prefix: 'FERRET' }))).toBe(
      'StatefulDatabase at shop/db: 1 problem\n  workload: shop/Web. FerretDB has no users (hasUsers: false), so there is nothing to hand over.' +
        ' Let it in by allowFrom, and tell it host and port by variables of its own.',
    );
    expect(yaml(chart)).toBe(before);
    web.containers[0].env.addVariable('FERRET', kplus.EnvValue.fromValue(`${db.host}:${db.port}`));
    db.allowFrom(web);
    expect(JSON.stringify(findKind(chart, 'NetworkPolicy').spec.ingress)).toContain('matchLabels');
  });

  test('one that replicates by itself may have several Pods, each with its claim, spread over nodes and zones', () => {
    const chart = newChart();
    const db = newDatabase(chart, { engine: custom({ replicates: true }), replicas: 3 });
    const { spec } = findKind(chart, 'StatefulSet');
    expect(spec).toMatchObject({ replicas: 3, podManagementPolicy: 'OrderedReady' });
    expect(spec.template.spec.topologySpreadConstraints).toHaveLength(2);
    expect([db.podDns(2), db.claimName(2)]).toEqual(['orders-db-2.orders-db-headless.shop.svc', 'data-orders-db-2']);
  });
});

test('names and selectors follow from the name alone: code that moves changes no manifest', () => {
  const text = (scopeOf: (chart: Chart) => Construct, id: string): string => {
    const chart = newChart();
    new StatefulDatabase(scopeOf(chart), id, {
      ...POSTGRES,
      storage: { ...POSTGRES.storage, wal: { size: Size.gibibytes(4) } },
      configuration: { 'postgresql.conf': DatabaseFile.fromText('a = 1') },
      initFiles: { '1.sql': DatabaseFile.fromText('SELECT 1;') },
    });
    return yaml(chart);
  };
  expect(text((chart) => new Construct(new Construct(chart, 'backend'), 'data'), 'moved')).toBe(text((chart) => chart, 'db'));
});

test('two databases of one chart', () => {
  const chart = newChart();
  newDatabase(chart);
  new StatefulDatabase(chart, 'users', { ...MARIADB, name: 'users-db' });
  const names = manifests(chart).map(({ kind, metadata }) => `${kind as string}/${metadata.name as string}`);
  expect(new Set(names).size).toBe(names.length);
});

test.each([
  ['postgres', { ...POSTGRES, storage: { ...POSTGRES.storage, wal: { size: Size.gibibytes(4), storageClass: FAST } } }],
  ['mysql', { ...POSTGRES, engine: DatabaseEngine.mysql({ version: '8.4.7' }) }],
  ['mariadb', MARIADB],
])('the manifests of %s', (_, props) => {
  const chart = newChart();
  newDatabase(chart, props);
  expect(withoutScripts(chart)).toMatchSnapshot();
});
