import { PATTERNS } from '../../../src/cli/new/patterns';
import { Place, scripted } from './support';

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

const NAMES =
  'shared-scratch, zonal-storage, nfs-shared-store, shared-storage, stateful-workload, stateful-database, replicated-database, node-agent, config-reload, app, fleet';

test('makes an app in a new directory, and says how to go on', async () => {
  expect(await place.run('stateful-database teams/orders')).toEqual({
    code: 0,
    out: [
      'Made orders (stateful-database) in teams/orders: 10 files.',
      '',
      '  cd teams/orders',
      '  npm install',
      '  npm test',
      '  npm run synth',
      '',
      'README.md says what to look at before it is deployed.',
      '',
    ].join('\n'),
  });
  expect(place.list('teams/orders')).toEqual([
    '.github/workflows/manifests.yml',
    '.gitignore',
    'README.md',
    'cdk8s.yaml',
    'charts/orders.ts',
    'jest.config.json',
    'main.ts',
    'package.json',
    'test/orders.test.ts',
    'tsconfig.json',
  ]);
});

test('fills the empty directory that it runs in, Git or not', async () => {
  place.write('.git/HEAD', 'ref: refs/heads/main\n');
  const { out } = await place.run('config-reload . --name web');
  expect(out).toContain('Made web (config-reload) in .: 11 files.\n\n  npm install\n');
  expect(place.list()).toContain('charts/web.ts');
  expect(place.list().filter((path) => path.startsWith('.new-'))).toEqual([]);
});

test('a directory that a shell would split is quoted in what to type next', async () => {
  const { out } = await place.run("config-reload it's(new) --name web");
  expect(out).toContain("  cd 'it'\\''s(new)'\n");
});

test('the package manager that runs it is the one of README and pipeline', async () => {
  const { out } = await place.run('config-reload web', undefined, { npm_config_user_agent: 'pnpm/10.1.0 npm/? node/v20.16.0' });
  expect(out).toContain('  pnpm install\n  pnpm test\n  pnpm run synth\n');
  const workflow = place.read('web/.github/workflows/manifests.yml');
  expect(workflow).toContain('uses: pnpm/action-setup@v4');
  expect(workflow).toContain('run: pnpm install --frozen-lockfile');
  expect(workflow).toContain('cache: pnpm');
  expect(place.read('web/README.md')).not.toMatch(/\bnp[mx] /);
});

test('one that is not known stands for npm, and an option for itself', async () => {
  const agent = { npm_config_user_agent: 'bun/1.2' };
  expect((await place.run('config-reload one', undefined, agent)).out).toContain('  npm install\n');
  expect((await place.run('config-reload two --package-manager yarn', undefined, agent)).out).toContain('  yarn install\n');
});

describe('refuses', () => {
  test.each([
    ['', `Name a pattern and a directory. Patterns: ${NAMES}.`],
    ['stateful-databse x', `There is no pattern stateful-databse. Did you mean stateful-database? Patterns: ${NAMES}.`],
    ['toString x', `There is no pattern toString. Patterns: ${NAMES}.`],
    ['app', 'Name the directory that the app is made in.'],
    ['app one two three', 'new takes a pattern and a directory; two three is too much.'],
    ['fleet x --into', 'fleet is an app of its own. Leave --into out.'],
    ['config-reload x --size 1Gi --zones a', 'config-reload has no use for --size, --zones. It takes --namespace, --image.'],
    ['app x --package-manager bun', '--package-manager bun: use one of npm, pnpm, yarn.'],
    ['app x --class-drive aws-ebs', 'cdk8s-storage new has no option --class-drive. Did you mean --class-driver?'],
    ['config-reload x --into', 'Give the new chart a --name: the app in the directory has its own.'],
  ])('new %s', async (args, refusal) => {
    expect(await place.run(args)).toEqual({ code: 2, out: '', refusal });
    expect(place.list()).toEqual([]);
  });

  const label = 'Use at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends';
  test.each([
    ['config-reload Shop', `--name: "Shop". ${label}; --name sets it apart from the directory.`],
    ['config-reload x --name=-a', `--name: "-a". ${label}; --name sets it apart from the directory.`],
    ['config-reload x --namespace Web', `--namespace: "Web". ${label}.`],
    ['config-reload 1shop', '--name: "1shop". A Service is named with a letter first. Give another name.'],
    [
      `stateful-database x --name ${'d'.repeat(46)}`,
      `--name: "${'d'.repeat(46)}". Use at most 45 lower-case letters, digits and dashes, with a letter or digit at both ends: it is the name of the database unless given.`,
    ],
    [
      `node-agent x --name ${'a'.repeat(53)}`,
      `--name: "${'a'.repeat(53)}". Use at most 52 lower-case letters, digits and dashes, with a letter or digit at both ends: revisions and Pods are named after it, and it is the id unless given.`,
    ],
    [
      'node-agent x --image timberio/vector',
      '--image: "timberio/vector". Without a tag it means latest, which changes under a running Pod. Add a tag or a digest.',
    ],
    ['app x --image nginx', '--image: "nginx". Without a tag it means latest, which changes under a running Pod. Add a tag or a digest.'],
    ['app x --image nginx:latest', '--image: "nginx:latest". The tag latest changes under a running Pod. Name a version or a digest.'],
    [
      'config-reload x --image docker.io/library/nginx:1.29.1',
      '--image: "docker.io/library/nginx:1.29.1". It writes to /var/cache/nginx and /var/run as root, and what is made runs as user 10001 on a read-only root with /tmp to write to. Use one that runs as any user, such as nginxinc/nginx-unprivileged:1.29.1-alpine; or begin with that, and change the image, its settings and writablePaths in the chart.',
    ],
    [
      'app x --image httpd:2.4.65',
      '--image: "httpd:2.4.65". It writes to /usr/local/apache2/logs as root, and what is made runs as user 10001 on a read-only root with /tmp to write to. Use one that runs as any user, such as nginxinc/nginx-unprivileged:1.29.1-alpine; or begin with that, and change the image, its settings and writablePaths in the chart.',
    ],
    [
      'stateful-database x --image mongo:7',
      '--image: "mongo:7". Databases that are known by their image: postgres, mysql, mariadb. Begin with one, and change the engine in the chart.',
    ],
    [
      'stateful-database x --image mysql:5.7',
      '--image: "5.7". Only versions that are known to work are run: MySQL 8.0, 8.4, 9.7. Use one of them, or DatabaseEngine.custom.',
    ],
    [
      `stateful-database x --image postgres@sha256:${'0'.repeat(64)}`,
      `--image: "postgres@sha256:${'0'.repeat(62)}…. The tag says which version it is. Write it, with the digest behind it: postgres:18.6@sha256:....`,
    ],
    ['shared-scratch x --size 20', '--size: "20". Give a whole number with Ki, Mi, Gi or Ti, such as 20Gi.'],
    ['shared-scratch x --size 0Gi', '--size: "0Gi". Give a whole number with Ki, Mi, Gi or Ti, such as 20Gi.'],
    [
      'stateful-database x --size 1Gi',
      '--size: 1Gi. Too small: the write-ahead log alone grows to 1Gi (max_wal_size) before it is recycled. Ask for 2Gi at least, and for room to grow.',
    ],
    [
      'app x --class-driver aws',
      '--class-driver: "aws". Use one of aws-ebs, gce-pd, azure-disk, openstack-cinder, vsphere, local, or the name of a CSI driver, as kubectl get csidrivers shows it.',
    ],
    [
      'app x --class-driver csi.hetzner.cloud --zones fsn1',
      '--zones: ["fsn1"]. Zones are written under the driver\'s own key, which is not known. Give topologyKey to StorageDriver.csi.',
    ],
    ['app x --zones a,,b', '--zones: "a,,b". Give the names of zones, separated by commas, such as eu-central-1a,eu-central-1b.'],
    ["app x --zones a'b", '--zones: "a\'b". Give the names of zones, separated by commas, such as eu-central-1a,eu-central-1b.'],
    ['nfs-shared-store x --nfs-path files', '--nfs-path: "files". Give an absolute path: it starts with a slash.'],
  ])('new %s', async (args, problem) => {
    expect(await place.run(args)).toEqual({ code: 2, out: '', refusal: `1 problem, so nothing was written:\n  ${problem}` });
    expect(place.list()).toEqual([]);
  });

  test('everything that is wrong at once', async () => {
    const { refusal } = await place.run('app X --size 1 --image nginx --class-driver x --zones , --namespace _');
    expect(refusal?.split('\n').map((line) => line.split(':')[0])).toEqual([
      '6 problems, so nothing was written',
      '  --name',
      '  --namespace',
      '  --image',
      '  --size',
      '  --class-driver',
      '  --zones',
    ]);
  });

  test('a directory with something in it, and leaves it as it is', async () => {
    place.write('shop/notes.txt', 'mine');
    expect(await place.run('app shop')).toEqual({
      code: 2,
      out: '',
      refusal: 'shop is not empty: it has notes.txt. Name a directory that does not exist yet; to add a chart to an app, say --into.',
    });
    expect(place.list()).toEqual(['shop/notes.txt']);
  });

  test('a file in place of the directory', async () => {
    place.write('shop', 'mine');
    expect((await place.run('app shop')).refusal).toBe('shop is no directory. Name one that does not exist yet.');
  });

  test('a directory below a file', async () => {
    place.write('shop', 'mine');
    const { refusal } = await place.run('app shop/inside');
    expect(refusal).toBe('shop/inside cannot be written: a part of the path is a file. Nothing was left behind.');
  });
});

describe('on a terminal', () => {
  test('asks for all that is not given', async () => {
    const terminal = scripted('zonal-storage', 'wiki', '', 'registry.example.com/wiki:7', '5Gi', 'gce-pd', 'europe-west1-b');
    const { code, out } = await place.run('', terminal);
    expect(code).toBe(0);
    expect(out).toContain('Patterns:\n  shared-scratch       a service whose containers share scratch space\n');
    expect(terminal.asked).toEqual([
      'Pattern [app]: ',
      'Directory: ',
      'Namespace [wiki]: ',
      'Image [nginxinc/nginx-unprivileged:1.29.1-alpine]: ',
      'Size of the storage [20Gi]: ',
      'Driver of the storage class (aws-ebs, gce-pd, azure-disk, openstack-cinder, vsphere, local, or the name of another) [aws-ebs]: ',
      'Zones, separated by commas; none for wherever the first Pod runs: ',
    ]);
    const chart = place.read('wiki/charts/wiki.ts');
    for (const part of [
      "'registry.example.com/wiki:7'",
      'Size.gibibytes(5)',
      'StorageDriver.gcePersistentDisk()',
      "zones: ['europe-west1-b']",
    ]) {
      expect(chart).toContain(part);
    }
  });

  test('asks again what was answered wrongly, and only that', async () => {
    const terminal = scripted('', '', '20', '3Gi');
    const { code, out } = await place.run('shared-scratch pages', terminal);
    expect(code).toBe(0);
    expect(out).toContain('  size: "20". Give a whole number with Ki, Mi, Gi or Ti, such as 20Gi.\n');
    expect(terminal.asked.slice(2)).toEqual(['Size of the storage [1Gi]: ', 'Size of the storage [1Gi]: ']);
    expect(place.read('pages/charts/pages.ts')).toContain('Size.gibibytes(3)');
  });

  test('asks again what the library refuses', async () => {
    const terminal = scripted('', '', '1Gi', '', '', '4Gi');
    const { out } = await place.run('stateful-database orders', terminal);
    expect(out).toContain('  size: 1Gi. Too small: ');
    expect(place.read('orders/charts/orders.ts')).toContain('Size.gibibytes(4)');
  });

  test('does not ask what an option says, and refuses it if it is wrong', async () => {
    const terminal = scripted('');
    const { refusal } = await place.run('config-reload web --image nginx', terminal);
    expect(terminal.asked).toEqual(['Namespace [web]: ']);
    expect(refusal).toMatch(/^1 problem, so nothing was written:\n {2}--image: "nginx"/);
  });

  test('asks for the directory until there is one', async () => {
    const terminal = scripted('', 'web', '', '');
    expect((await place.run('config-reload', terminal)).code).toBe(0);
    expect(terminal.asked.slice(0, 2)).toEqual(['Directory: ', 'Directory: ']);
  });

  test('a directory that is taken is refused before anything is asked', async () => {
    place.write('shop/notes.txt', 'mine');
    expect((await place.run('app shop', scripted())).refusal).toMatch(/^shop is not empty/);
  });

  test('writes nothing when the conversation ends', async () => {
    expect(await place.run('config-reload web', scripted('', undefined))).toEqual({
      code: 2,
      out: '\n',
      refusal: 'Stopped. Nothing was written.',
    });
    expect(place.list()).toEqual([]);
  });

  test.each([
    ['--yes', {}],
    ['-y', {}],
    ['', { CI: 'true' }],
    ['', { CI: '1' }],
  ])('asks nothing with %s in %j', async (flag, env) => {
    const terminal = scripted();
    expect((await place.run(`config-reload web ${flag}`, terminal, env)).code).toBe(0);
    expect(terminal.asked).toEqual([]);
  });

  test.each([{ CI: '' }, { CI: 'false' }, {}])('asks with %j', async (env) => {
    const terminal = scripted('', '');
    await place.run('config-reload web', terminal, env);
    expect(terminal.asked).toHaveLength(2);
  });

  test('asks nothing where every option is given', async () => {
    const terminal = scripted();
    expect((await place.run('config-reload web --namespace web --image registry.example.com/web:1.29.1', terminal)).code).toBe(0);
  });
});

test('without a terminal nothing is asked, and every pattern has defaults that work', async () => {
  for (const pattern of Object.keys(PATTERNS)) {
    expect(await place.run(`${pattern} ${pattern}-one`)).toMatchObject({ code: 0 });
  }
});
