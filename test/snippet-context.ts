/** What stands around the pieces of code in README and docs, by the name that they use. */
export const CONTEXT: Readonly<Record<string, string>> = {
  app: 'const app = new App();',
  chart: "const chart = new Chart(app, 'docs', { namespace: 'docs' });",
  ...Object.fromEntries(
    ['orders', 'web', 'wiki', 'writer', 'readers', 'exporter'].map((name) => [
      name,
      `const ${name} = new kplus.Deployment(chart, '${name}', { metadata: { name: '${name}' }, containers: [{ name: '${name}', image: '${name}:1', portNumber: 8080 }] });`,
    ]),
  ),
  fast: "const fast = ZonalStorageClass.fromStorageClassName('fast');",
  storageClass: "const storageClass = ZonalStorageClass.fromStorageClassName('fast');",
  ssd: "const ssd = new ZonalStorageClass(chart, 'ssd', { driver: StorageDriver.awsEbs() });",
  disks: "const disks = new ZonalStorageClass(chart, 'disks', { driver: StorageDriver.awsEbs() });",
  claim: "const claim = new Claim(chart, 'claim', { storage: Size.gibibytes(20), storageClass });",
  pages: "const pages = disks.claim(chart, 'pages', { storage: Size.gibibytes(40) });",
  kept: "const kept = new SnapshotClass(chart, 'kept', { driver: disks.provisioner });",
  scratch: "const scratch = new ScratchVolume(chart, 'scratch', { sizeLimit: Size.gibibytes(1) });",
  store:
    "const store = new NfsSharedStore(chart, 'store', { driver: NfsDriver.inTree({ server: 'nfs.example.com', path: '/exports' }), capacity: Size.gibibytes(1) });",
  database:
    "const database = new StatefulDatabase(chart, 'database', { name: 'database', engine: DatabaseEngine.postgres({ version: '18' }), storage: { size: Size.gibibytes(20), storageClass } });",
  old: "const old = new StatefulDatabase(chart, 'old', { name: 'old', engine: DatabaseEngine.postgres({ version: '17' }), storage: { size: Size.gibibytes(20), storageClass } });",
  set: "const set = new kplus.StatefulSet(chart, 'set', { metadata: { name: 'web' }, replicas: 2, containers: [{ image: 'web:1', portNumber: 8080 }] });",
  teams: "const teams = [{ name: 'shop' }];",
  ShopChart: 'class ShopChart extends Chart {}',
};

/** The files that they read. */
export const FILES_AROUND: Readonly<Record<string, string>> = {
  'k8s/shop.yaml':
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector: { matchLabels: { app: web } }\n  template:\n    metadata: { labels: { app: web } }\n    spec:\n      containers: [{ name: web, image: 'web:1' }]\n",
  'deployed/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n',
};

/** What is compiled alone, since it needs more than this package. */
export const NOT_RUN: ReadonlyArray<{ readonly sign: string; readonly why: string }> = [
  { sign: 'new Helm(', why: 'It wants the program helm, and a chart.' },
  { sign: "test('", why: 'A test is declared where tests are declared.' },
];
