import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINE_RULES } from '../../src/checks/engine-rules';
import { RULES } from '../../src/checks/rules';
import { command } from './support';

test('without a command it says which there are, and fails', async () => {
  const { code, out, err } = await command([]);
  expect([code, out]).toEqual([2, '']);
  for (const name of ['check', 'report', 'explain', 'rules']) expect(err).toMatch(new RegExp(`^  ${name} +[A-Z]`, 'm'));
});

test.each([['--help'], ['-h'], ['help']])('%s helps', async (flag) => {
  expect(await command([flag])).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: cdk8s-storage COMMAND/), err: '' });
});

test('--version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'));
  expect(await command(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

test.each([
  [['check', '--help'], '  -f, --format FORMAT     How findings are written: human, json, sarif, junit\n'],
  [['help', 'report'], '  -o, --output FILE    Write it into a file\n'],
  [['explain', '-h'], '  -h, --help  Show this\n'],
])('%j explains the options', async (argv, line) => {
  const { code, out } = await command(argv);
  expect(code).toBe(0);
  expect(out).toContain(line);
});

test.each([
  [['chek'], 'There is no command chek. Did you mean check?'],
  [['frobnicate'], 'There is no command frobnicate. See cdk8s-storage --help.'],
  [['constructor'], 'There is no command constructor. See cdk8s-storage --help.'],
  [['help', 'chek'], 'There is no command chek. Did you mean check?'],
])('%j is refused', async (argv, message) => {
  expect(await command(argv)).toEqual({ code: 2, out: '', err: `cdk8s-storage: ${message}\n` });
});

test('a mistake of ours is told with its trace, and is no finding', async () => {
  const env = new Proxy(
    {},
    {
      get: () => {
        throw new Error('oh');
      },
    },
  );
  const { code, err } = await command(['rules'], { env });
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/^cdk8s-storage: this is a mistake in cdk8s-storage, please report it\.\nError: oh\n +at /),
  ]);
});

test('rules are listed with their levels, each on a line', async () => {
  const { code, out } = await command(['rules']);
  expect(code).toBe(0);
  const lines = out.trimEnd().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual([...RULES, ...ENGINE_RULES].map(({ id }) => id));
  expect(lines).toContainEqual(expect.stringMatching(/^mount-without-volume +error, warning +a /));
  expect(lines).toContainEqual(expect.stringMatching(/^missing-claim +error +.* \(with --complete\)$/));
});

test('a rule is explained: why, wrong, right, how to accept it, and where it is documented', async () => {
  const { code, out } = await command(['explain', 'mount-without-volume', 'unused-acknowledgement']);
  expect(code).toBe(0);
  expect(out).toMatch(/^mount-without-volume {2}error or warning\n\nFinds a .*\n\n/);
  const heads = [
    '\nWrong\n\n    apiVersion:',
    '\nRight\n\n    apiVersion:',
    'cdk8s-storage/acknowledge.mount-without-volume: the reason',
    '\nSee\n  https://github.com/cdk8s-storage/cdk8s-storage/blob/main/docs/rules/mount-without-volume.md\n  https://',
    '\nTo mend it\n  cdk8s-storage fix writes the name',
  ];
  for (const head of heads) expect(out).toContain(head);
  expect(out).toContain('\nunused-acknowledgement  warning\n\nFinds an acknowledgement that no finding needs.\n');
});

test.each(['mysql', 'InnoDBCluster', 'MariaDB', 'redis', 'kafka', 'Elasticsearch', 'Tenant'])(
  'explain %s names its operator, and what loses its data',
  async (name) => {
    const { code, out } = await command(['explain', name]);
    expect(code).toBe(0);
    for (const head of ['Operators', 'What its storage has to say', 'What loses data', 'See']) expect(out).toContain(`\n${head}\n  `);
    expect(out.split('\n').filter((line) => line.length > 110 && !line.includes('https:'))).toEqual([]);
  },
);

test('every rule has a page, no line of prose longer than a terminal is wide', async () => {
  const { out } = await command(['explain', ...[...RULES, ...ENGINE_RULES].map(({ id }) => id)]);
  const prose = out.split('\n').filter((line) => !/^ |https:/.test(line));
  expect(prose.filter((line) => line.length > 130)).toEqual([]);
});

test.each([
  [['explain'], 'Name the rule to explain. All of them: cdk8s-storage rules.'],
  [
    ['explain', 'mount-without-volum'],
    'No rule is called mount-without-volum. Did you mean mount-without-volume? All of them: cdk8s-storage rules.',
  ],
  [['explain', 'mysqll'], 'No rule is called mysqll. Did you mean mysql? All of them: cdk8s-storage rules.'],
  [
    ['explain', 'rwo'],
    'No rule is called rwo. With the word rwo there is rwo-shared-by-replicas, rwo-with-rolling-update. All of them: cdk8s-storage rules.',
  ],
  [['explain', 'wat'], 'No rule is called wat. All of them: cdk8s-storage rules.'],
])('%j is refused', async (argv, message) => {
  expect(await command(argv)).toEqual({ code: 2, out: '', err: `cdk8s-storage: ${message}\n` });
});
