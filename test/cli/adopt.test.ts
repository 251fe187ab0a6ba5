import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import * as ts from 'typescript';
import { bitnami, deployed, list, Made, nfs, official, SECRETS, stateless } from './adopted';
import { command, directory, file } from './support';

const ROOT = join(__dirname, '..', '..');

const adopt = (made: readonly Made[], ...argv: string[]) => command(['adopt', '-', ...argv], { input: list(...made) });

const codeOf = (out: string): string => /```ts\n(import [^]*?)```/.exec(out)![1];

test("Bitnami's chart under its own name: the claim is found by the set, and the password goes from Secret to Secret", async () => {
  const { code, out, err } = await adopt([bitnami('orders-postgresql')]);
  expect(code).toBe(0);
  expect(err).toBe(
    [
      'taken over: StatefulSet shop/orders-postgresql (PostgreSQL 16-bookworm): its claim has the name that the new set looks for, data-orders-postgresql-0; user and password come from the Secret orders-postgresql-credentials',
      '  clients that use the Service orders-postgresql-hl find the database as orders-postgresql from then on',
      '  not known: Which of the options that the old server was started with are still wanted: token. Say these again by `configuration` or `args`.',
      '1 database can be taken over, 0 workloads with claims are left as they are.',
      '',
    ].join('\n'),
  );
  expect(codeOf(out)).toBe(`import { Chart, Size } from 'cdk8s';
import { DatabaseCredentials, DatabaseEngine, ExistingData, StatefulDatabase } from 'cdk8s-storage';
import { Construct } from 'constructs';

/** Takes over the data of StatefulSet shop/orders-postgresql. */
export class OrdersPostgresql extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'shop' });
    new StatefulDatabase(this, 'orders-postgresql', {
      name: 'orders-postgresql',
      engine: DatabaseEngine.postgres({ version: '16-bookworm' }),
      storage: {
        size: Size.gibibytes(8),
        storageClass: { storageClassName: 'gp3' },
        existing: ExistingData.bitnamiPostgresql(),
      },
      credentials: DatabaseCredentials.fromSecretName('orders-postgresql-credentials'),
      database: 'shop',
    });
  }
}
`);
  const titles = [...out.matchAll(/^## Step [0-9]+: (.*)$/gm)].map(([, title]) => title);
  expect(titles).toEqual([
    'Have Helm keep the claim data-orders-postgresql-0',
    'Keep the volume pvc-orders-postgresql, whatever happens to its claim',
    'Make the Secret orders-postgresql-credentials, with user and password',
    'Stop the old server',
    'Delete the old Service orders-postgresql',
    'Delete the old StatefulSet orders-postgresql, and leave its claims',
    'Apply the new database',
    'Wait until it is ready',
    'Give the volume pvc-orders-postgresql its policy Delete back',
  ]);
});

test('an official image by hand: the claim is mounted as it is, unless it is to be moved', async () => {
  const plain = await adopt([official('db')]);
  expect(codeOf(plain.out)).toContain(
    "      storage: {\n        existing: ExistingData.officialPostgres({ claimName: 'postgres-storage-db-0', directory: 'pgdata' }),\n      },\n",
  );
  expect(codeOf(plain.out)).toContain("DatabaseCredentials.fromSecretName('db-secret', { username: 'user', password: 'pass' })");
  expect(plain.out).not.toContain('Delete the claim');
  const moved = await adopt([official('db')], '--move-claims');
  expect(codeOf(moved.out)).toContain("existing: ExistingData.officialPostgres({ directory: 'pgdata' })");
  expect(moved.out).toContain('Delete the claim postgres-storage-db-0');
  expect(moved.out).toContain('"name": "data-db-0"');
});

test('a Deployment of MariaDB under Argo CD and Flux: each is told to leave it alone, and the new name is a given one', async () => {
  const { out } = await adopt([deployed('wiki-db')], '--name', 'wiki');
  expect(codeOf(out)).toContain("engine: DatabaseEngine.mariadb({ version: '11.4.3' })");
  expect(codeOf(out)).toContain("existing: ExistingData.officialMariadb({ claimName: 'wiki-data', directory: 'db', fsGroup: 999 })");
  expect(out).toContain('argocd app set wiki-app --sync-policy none');
  expect(out).toContain('flux suspend kustomization apps');
  expect(out).toContain(
    'kubectl create secret generic wiki-credentials -n shop --from-literal=username=wiki --from-file=password=/dev/stdin',
  );
  expect(out).not.toContain('Delete the old StatefulSet');
});

test('what is not taken over is told plainly', async () => {
  const { code, out, err } = await adopt([nfs('ledger'), stateless('web'), { ...official('many'), replicas: 3 }]);
  expect([code, out]).toEqual([1, '']);
  expect(err).toBe(
    [
      'left as it is: StatefulSet shop/ledger: The volume pvc-ledger of its claim data-ledger-0 is on NFS, where a database must not be. Dump it, and restore it into a new one.',
      'left as it is: Deployment shop/web: It runs no PostgreSQL, MySQL or MariaDB that is known by its image.',
      'left as it is: StatefulSet shop/many: It has 3 replicas, and a StatefulDatabase is one server. Scale it down to its primary first, or use an operator.',
      '0 databases can be taken over, 3 workloads with claims are left as they are.',
      '',
    ].join('\n'),
  );
});

test.each([
  [
    'its claim is not in the input',
    { ...official('db'), drop: ['PersistentVolumeClaim'] },
    'Its claim postgres-storage-db-0 is not in the input. Add pvc to kubectl get.',
  ],
  [
    'its image has no tag',
    { ...official('db'), image: 'postgres' },
    'Its version cannot be read from its image, which has no tag: only PostgreSQL 13, 14, 15, 16, 17, 18 are run. Look into it, and write the props by hand (docs/adoption.md).',
  ],
  [
    'it is not of a cluster',
    { ...official('db'), uid: null },
    'It was not read from a cluster: it has no uid, or no namespace. Give what kubectl get -o yaml prints.',
  ],
  [
    'a path by a variable',
    { ...official('db'), subPathExpr: '$(POD_NAME)' },
    'Its mount has a subPathExpr, which is not followed. Write the props by hand (docs/adoption.md).',
  ],
  [
    'an operator made it, and would make it again',
    { ...official('db'), owner: { apiVersion: 'kubedb.com/v1', kind: 'Postgres', name: 'db', uid: 'x', controller: true } },
    'It belongs to Postgres db, whose operator would start the old server again, beside the new one. Dump it, and restore it into a new database.',
  ],
  ...['POSTGRESQL_REPLICATION_MODE', 'POSTGRES_REPLICATION_MODE', 'MYSQL_REPLICATION_MODE', 'MARIADB_REPLICATION_MODE'].flatMap((name) =>
    ['slave', 'replica'].map((mode): [string, Made, string] => [
      `a replica by ${name}: ${mode}`,
      { ...official('db'), variables: { [name]: mode } },
      'It is a replica, which follows another server. Take over that one; this one goes when nobody reads from it any more.',
    ]),
  ),
  ...['POSTGRES_INITDB_WALDIR', 'POSTGRESQL_INITDB_WAL_DIR'].map((name): [string, Made, string] => [
    `its log on another volume by ${name}`,
    {
      ...official('db'),
      variables: { [name]: '/log/of/db' },
      mounts: [{ name: 'log', mountPath: '/log' }],
      volumes: [{ name: 'log', persistentVolumeClaim: { claimName: 'log' } }],
    },
    'Its write-ahead log is on another volume (/log/of/db). With the old server stopped, move it into the data directory, in the place of pg_wal, and take it over then.',
  ]),
  ...[
    ['postgres:9.6', '/var/lib/postgresql/data', 'PostgreSQL 9.6', '13, 14, 15, 16, 17, 18'],
    ['bitnami/mysql:9.4.0-debian-12-r1', '/bitnami/mysql', 'MySQL 9.4.0', '8.0, 8.4, 9.7'],
    ['mariadb:12.0.2', '/var/lib/mysql', 'MariaDB 12.0.2', '10.6, 10.11, 11.4, 11.8, 12.3'],
  ].map(([image, mountPath, version, series]): [string, Made, string] => [
    `a version that is read, and not run: ${image}`,
    { ...official('db'), image, mountPath },
    `It is ${version}, and only ${series} are run. Bring it to one of these where it is, or dump it and restore it into a new database.`,
  ]),
  [
    'a tag that names no version of the server',
    { ...official('db'), image: 'ghcr.io/zalando/spilo-16:3.2-p2', mountPath: '/home/postgres/pgdata', pgdata: '' },
    'Its version cannot be read from its image: only PostgreSQL 13, 14, 15, 16, 17, 18 are run. Look into it, and write the props by hand (docs/adoption.md).',
  ],
])('%s: left, with the reason', async (_, made, why) => {
  const { code, err } = await adopt([made]);
  expect(code).toBe(1);
  expect(err).toContain(`left as it is: StatefulSet ${made.uid === null ? 'shop/' : 'shop/'}db: ${why}\n`);
});

test.each([
  ['postgres:15.4', "{ version: '15.4' }"],
  ['docker.io/library/postgres:15.4', "{ version: '15.4' }"],
  ['registry.example.com:5000/library/postgres:15.4', "{ version: '15.4', image: 'registry.example.com:5000/library/postgres:15.4' }"],
  ['postgis/postgis:15-3.4', "{ version: '15', image: 'postgis/postgis:15-3.4' }"],
  ['pgvector/pgvector:0.8.0-pg16', "{ version: '16', image: 'pgvector/pgvector:0.8.0-pg16' }"],
  ['timescale/timescaledb:2.15.0-pg15', "{ version: '15', image: 'timescale/timescaledb:2.15.0-pg15' }"],
])('the image %s is kept where another would lack what the data wants, or could not be pulled', async (image, engine) => {
  const { err, out } = await adopt([{ ...official('db'), image }]);
  expect(codeOf(out)).toContain(`engine: DatabaseEngine.postgres(${engine}),`);
  const isForeign = !image.includes('postgres:');
  expect(
    err.includes(`not known: Whether the image ${image}, which is kept for what it has beside PostgreSQL, starts as the official one does`),
  ).toBe(isForeign);
});

test('replicas of a primary and options of the server are told, without values', async () => {
  const variables = { POSTGRES_REPLICATION_MODE: 'master' };
  const args = ['-c', 'max_connections=4711', '-cshared_buffers=4711MB', '--work_mem=4711kB', '-D', '/var/lib/postgresql/data/pgdata'];
  const { err } = await adopt([{ ...official('db'), variables, args }]);
  expect(err).toContain(
    '  not known: Its replicas, which do not follow the new database: they keep what they have until they are deleted.\n',
  );
  expect(err).toContain(
    '  not known: Which of the options that the old server was started with are still wanted: max_connections, shared_buffers, work_mem. Say these again by `configuration` or `args`.\n',
  );
  expect(err).not.toContain('4711');
});

test('Pods without a group of the volume get none: the kubelet would change the group and modes of all files', async () => {
  const { out } = await adopt([{ ...bitnami('db'), fsGroup: null }]);
  expect(codeOf(out)).toContain("existing: ExistingData.ofLayout({ directory: 'data', user: 1001 }),");
});

test('a volume that was not read is said not to be known, and looked for by its name', async () => {
  const { err, out } = await adopt([{ ...official('db'), drop: ['PersistentVolume'] }]);
  expect(err).toContain(
    '  not known: The volume pvc-db, which is not in the input (kubectl get pv): whether it is kept when its claim goes.\n',
  );
  expect(out).toContain('- persistentvolume pvc-db is there.');
});

test('the files compile, and are never written over', async () => {
  // Where no database is named, all is in that of the server itself.
  const all = [
    bitnami('orders-postgresql'),
    official('db'),
    deployed('wiki-db'),
    { ...bitnami('own'), userName: 'postgres', databaseName: 'postgres' },
  ];
  const { code, out } = await adopt(all, '-o', 'adopted');
  expect([code, out]).toEqual([0, '']);
  const target = join(directory(), 'adopted');
  expect(readdirSync(target).sort()).toEqual(
    ['db', 'orders-postgresql', 'own', 'wiki-db'].flatMap((name) => [`${name}.md`, `${name}.sh`, `${name}.ts`]),
  );
  const again = await adopt([official('db')], '-o', 'adopted');
  expect(again).toMatchObject({
    code: 2,
    err: 'cdk8s-storage: adopted/db.ts is there already. Name another directory, or move it away.\n',
  });
  const files = readdirSync(target)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const source = readFileSync(join(target, name), 'utf8')
        .replace("'cdk8s-storage'", JSON.stringify(join(ROOT, 'src')))
        .replace(/from '(cdk8s|cdk8s-plus-27|constructs)'/g, (_, peer) => `from ${JSON.stringify(join(ROOT, 'node_modules', peer))}`);
      writeFileSync(join(target, name), source);
      return join(target, name);
    });
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    noUnusedLocals: true,
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
  });
  const problems = files.flatMap((name) => ts.getPreEmitDiagnostics(program, program.getSourceFile(name)));
  // And what they say is taken: no prop is refused.
  for (const name of files) {
    const { outputText } = ts.transpileModule(readFileSync(name, 'utf8'), { compilerOptions: { module: ts.ModuleKind.CommonJS } });
    const made: Record<string, new (scope: App, id: string) => Chart> = {};
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- code that was just written
    new Function('require', 'exports', outputText)(require, made);
    const [Adopted] = Object.values(made);
    const kinds = new Adopted(new App(), 'adopted').toJson().map(({ kind }: { kind: string }) => kind);
    expect(kinds).toContain('StatefulSet');
  }
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  for (const name of readdirSync(target).filter((each) => each.endsWith('.sh'))) execFileSync('sh', ['-n', join(target, name)]);
});

test('no value of a secret is in any output, wherever it stood in what was read', async () => {
  const all = [bitnami('orders-postgresql'), official('db'), deployed('wiki-db'), nfs('ledger'), stateless('web')];
  for (const argv of [[], ['--move-claims'], ['-o', 'kept']]) {
    const { out, err } = await adopt(all, ...argv);
    const kept = existsSync(join(directory(), 'kept'))
      ? readdirSync(join(directory(), 'kept')).map((name) => readFileSync(join(directory(), 'kept', name), 'utf8'))
      : [];
    const written = [out, err, ...kept].join('\n');
    expect(written).toContain('orders-postgresql');
    expect(SECRETS.filter((secret) => written.includes(secret) || written.includes(Buffer.from(secret).toString('base64')))).toEqual([]);
  }
});

test.each([
  ['nothing', '', 2, /There is no Kubernetes object in <stdin>\./],
  ['no YAML', '{ [', 2, /<stdin>/],
  ['an empty List', 'apiVersion: v1\nkind: List\nitems: []\n', 2, /There is no Kubernetes object/],
  ['what has no database', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n', 1, /0 databases can be taken over/],
])('%s ends with its reason', async (_, input, code, why) => {
  const outcome = await command(['adopt', '-'], { input });
  expect(outcome.code).toBe(code);
  expect(outcome.err).toMatch(why);
  expect(outcome.err).not.toMatch(/\n\s+at /);
});

test('files are read, several namespaces told apart, and hundreds of objects are no matter', async () => {
  const many = Array.from({ length: 60 }, (_, index) => ({ ...official(`db-${index}`), namespace: index % 2 ? 'a' : 'b' }));
  file('all.yaml', list(...many));
  const { code, err } = await command(['adopt', 'all.yaml', '-n', 'a', '-o', 'many']);
  expect(code).toBe(0);
  expect(err.match(/^taken over: /gm)).toHaveLength(30);
  const unclear = await command(['adopt', 'all.yaml', '-n', 'a', '--name', 'one']);
  expect(unclear).toMatchObject({
    code: 2,
    err: 'cdk8s-storage: --name is for one database, and there are 30. Choose by --namespace, or give the objects of one.\n',
  });
});

test('hostile objects neither crash it nor get a word into the script', async () => {
  const evil = fc.oneof(
    fc.constantFrom(
      "x'; touch /tmp/pwned; '",
      '$(touch /tmp/pwned)',
      '`id`',
      'a\nb',
      '\u0000',
      '../../etc',
      '"',
      "'",
      '\u202e',
      'x'.repeat(300),
      7,
      null,
      [],
      { a: 1 },
      true,
    ),
    fc.string(),
  );
  const spots = [
    'name',
    'image',
    'uid',
    'claimName',
    'volumeName',
    'size',
    'className',
    'userName',
    'databaseName',
    'secretName',
    'secretKey',
    'pgdata',
    'subPath',
    'release',
    'namespace',
    'mountPath',
    'modes',
    'user',
  ] as const;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...spots), evil, fc.constantFrom(official, bitnami, deployed), async (spot, value, make) => {
      const { code, out, err } = await adopt([{ ...make('db'), [spot]: value }], '--move-claims');
      expect([0, 1, 2]).toContain(code);
      expect(err).not.toContain('this is a mistake in cdk8s-storage');
      // Where it is written at all, it is written as one word.
      for (const block of out.matchAll(/```sh\n([^]*?)```/g)) {
        if (typeof value === 'string' && /touch/.test(value)) expect(block[1].replace(/'(?:[^']|'\\'')*'/g, '')).not.toContain('touch');
      }
    }),
    { numRuns: 150 },
  );
});
