import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BROKEN, CLEAN, command, directory, file, IDLE } from './support';

const exitCode = async (...argv: string[]) => (await command(['check', ...argv])).code;

describe('exit codes', () => {
  beforeEach(() => {
    file('clean.yaml', CLEAN);
    file('broken.yaml', BROKEN);
    file('idle.yaml', IDLE);
    file('template.yaml', 'name: {{ .Values.name }}\n');
  });

  test.each([
    [0, 'nothing found', ['clean.yaml']],
    [1, 'an error', ['broken.yaml']],
    [0, 'a warning, unless warnings fail', ['idle.yaml']],
    [1, 'a warning where warnings fail', ['idle.yaml', '--fail-on', 'warning']],
    [0, 'an error where nothing fails', ['broken.yaml', '--fail-on=never']],
    [2, 'a file that cannot be read', ['template.yaml']],
    [2, 'a file that is not there', ['none.yaml']],
    [2, 'errors beside a file that cannot be read', ['broken.yaml', 'template.yaml']],
    [1, 'a warning that was made an error', ['idle.yaml', '--rule', 'volume-never-mounted=error']],
    [0, 'an error whose rule is off', ['broken.yaml', '--rule', 'mount-without-volume=off']],
  ])('%i: %s', async (code, _, argv) => {
    expect(await exitCode(...argv)).toBe(code);
  });
});

test('a finding is shown with the lines of its file, and nothing goes to standard error', async () => {
  file('k8s/broken.yaml', BROKEN);
  const { out, err } = await command(['check', 'k8s']);
  expect(out).toContain(`error mount-without-volume: Pod web
  at k8s/broken.yaml:9
    8 |       volumeMounts:
  > 9 |         - { name: data, mountPath: /data }
`);
  expect(err).toBe('');
});

test('directories are searched, and a path named twice is checked once', async () => {
  file('k8s/a.yaml', CLEAN);
  file('k8s/deep/b.yml', BROKEN);
  file('k8s/node_modules/c.yaml', BROKEN);
  const { out } = await command(['check', 'k8s', './k8s/', '--format', 'json']);
  expect(JSON.parse(out).summary).toMatchObject({ objects: 2, error: 1 });
});

test('a pipe is read, its lines are shown, and files stand beside it', async () => {
  file('clean.yaml', CLEAN);
  const { code, out } = await command(['check', '-', 'clean.yaml'], { input: BROKEN.replaceAll('\n', '\r\n') });
  expect(code).toBe(1);
  expect(out).toContain('  at <stdin>:9\n    8 |       volumeMounts:\n  > 9 |         - { name: data, mountPath: /data }\n');
  expect(out).toContain('in 2 objects.');
});

test('an empty pipe is not a clean result', async () => {
  expect(await command(['check', '-'])).toMatchObject({
    code: 2,
    out: expect.stringContaining('There is no Kubernetes object in <stdin>.'),
  });
});

test('colours are for terminals, unless asked for or refused', async () => {
  file('broken.yaml', BROKEN);
  const isColored = async (options: Parameters<typeof command>[1], ...more: string[]) =>
    (await command(['check', 'broken.yaml', ...more], options)).out.includes('\u001b[');
  expect(await isColored({ isTerminal: true })).toBe(true);
  expect(await isColored({ isTerminal: false })).toBe(false);
  expect(await isColored({ isTerminal: true, env: { NO_COLOR: '1' } })).toBe(false);
  expect(await isColored({ isTerminal: true, env: { TERM: 'dumb' } })).toBe(false);
  expect(await isColored({ isTerminal: false, env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).toBe(true);
  expect(await isColored({ isTerminal: true, env: { FORCE_COLOR: '0' } })).toBe(false);
});

test('--complete says that what is not there is missing', async () => {
  file('pod.yaml', IDLE);
  const { out } = await command(['check', 'pod.yaml', '--complete']);
  expect(out).toContain('error missing-config-object: Pod idle');
  expect((await command(['check', 'pod.yaml'])).out).not.toContain('missing-config-object');
});

describe('the configuration file', () => {
  beforeEach(() => file('broken.yaml', BROKEN));

  const ACKNOWLEDGING = `acknowledge:
  - rule: mount-without-volume
    object: { kind: Pod, name: web }
    reason: A webhook adds the volume.
`;

  test('is found by its name, or named', async () => {
    file('cdk8s-storage.checks.yaml', ACKNOWLEDGING);
    expect(await command(['check', 'broken.yaml'])).toEqual({ code: 0, out: 'No findings in 1 object. 1 acknowledged.\n', err: '' });
    file('other.yml', 'rules: { mount-without-volume: warning }');
    expect((await command(['check', 'broken.yaml', '-c', 'other.yml'])).out).toContain('1 finding (1 warning)');
  });

  test('gives way to the command line', async () => {
    file('cdk8s-storage.checks.yaml', 'rules: { mount-without-volume: off }\ncomplete: false\n');
    expect(await exitCode('broken.yaml')).toBe(0);
    expect(await exitCode('broken.yaml', '--rule=mount-without-volume=error')).toBe(1);
  });

  test('that is wrong stops the check, line by line', async () => {
    file('cdk8s-storage.checks.yaml', 'rules:\n  mount-without-volumes: off\nfailOn: error\n');
    expect(await command(['check', 'broken.yaml'])).toEqual({
      code: 2,
      out: '',
      err: [
        'cdk8s-storage.checks.yaml:3: failOn means nothing here. Known are rules, acknowledge, complete, exclude.\n',
        'cdk8s-storage.checks.yaml:2: No rule is called mount-without-volumes. Did you mean mount-without-volume?\n',
      ].join(''),
    });
  });

  test('that is named and not there is an error', async () => {
    const { code, err } = await command(['check', 'broken.yaml', '--config', 'none.yaml']);
    expect([code, err]).toEqual([2, expect.stringMatching(/^cdk8s-storage: none\.yaml cannot be read: ENOENT/)]);
  });
});

test('SARIF and JUnit are written to a file, whose directory must be there', async () => {
  file('broken.yaml', BROKEN);
  expect(await command(['check', 'broken.yaml', '-f', 'sarif', '-o', 'out.sarif'])).toEqual({ code: 1, out: '', err: '' });
  const log = JSON.parse(readFileSync(join(directory(), 'out.sarif'), 'utf8'));
  expect(log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('broken.yaml');
  expect((await command(['check', 'broken.yaml', '-f', 'junit'])).out).toContain('<failure type="mount-without-volume"');
  const { code, err } = await command(['check', 'broken.yaml', '-o', 'none/out.txt']);
  expect([code, err]).toEqual([2, expect.stringContaining('none/out.txt cannot be written: ENOENT')]);
});

test('what could not be checked is told on standard error where the findings go elsewhere', async () => {
  file('bad.yaml', 'a: [\n');
  const { code, err } = await command(['check', 'bad.yaml', '--format', 'json']);
  expect([code, err]).toEqual([2, expect.stringMatching(/^bad\.yaml:1: A quote or bracket is not closed/)]);
});

test.each([
  [['check'], 'Name the files or directories to check, or - for what comes through a pipe.'],
  [['check', 'x', '--formt', 'json'], 'cdk8s-storage check has no option --formt. Did you mean --format?'],
  [['check', 'x', '--wat'], 'cdk8s-storage check has no option --wat. See cdk8s-storage check --help.'],
  [['check', 'x', '--format', 'sarf'], '--format sarf: use one of human, json, sarif, junit. Did you mean sarif?'],
  [['check', 'x', '--format'], '--format needs a value: one of human, json, sarif, junit.'],
  [['check', 'x', '--format', 'json', '-f', 'sarif'], '--format is there twice. Give it once.'],
  [['check', 'x', '--config='], '--config needs a value: FILE.'],
  [['check', 'x', '--complete=yes'], '--complete takes no value.'],
  [['check', 'x', '--fail-on', 'errors'], '--fail-on errors: use one of error, warning, info, never. Did you mean error?'],
  [['check', 'x', '--rule', 'host-path-volume'], '--rule host-path-volume: write RULE=LEVEL, such as secret-in-environment=off.'],
  [['check', 'x', '--rule', 'host-path=off'], '--rule host-path=off: No rule is called host-path.'],
  [
    ['check', 'x', '--rule', 'host-path-volume=loud'],
    '--rule host-path-volume=loud: The level of host-path-volume is "loud". Use one of error, warning, info, off.',
  ],
])('%j is refused', async (argv, message) => {
  expect(await command(argv)).toEqual({ code: 2, out: '', err: `cdk8s-storage: ${message}\n` });
});

describe('what is left out', () => {
  test('--skip-other-files: a hook names all that was changed, whatever it is', async () => {
    file('compose.yaml', 'services: { web: { image: a } }\n');
    file('chart/Chart.yaml', 'name: chart\n');
    file('chart/templates/web.yaml', 'name: {{ .Values.name }}\n');
    file('broken.yaml', BROKEN);
    const run = (...argv: string[]) => command(['check', '--skip-other-files', ...argv]);
    expect((await command(['check', 'compose.yaml'])).code).toBe(2);
    expect(await run('compose.yaml')).toMatchObject({ code: 0, out: 'No findings in 0 objects.\n' });
    expect(await run('compose.yaml', 'broken.yaml')).toMatchObject({ code: 1 });
    // A chart is not checked by its templates, which is told.
    const chart = await run('chart/Chart.yaml', 'chart/templates/web.yaml');
    expect(chart).toMatchObject({ code: 0 });
    expect(chart.out + chart.err).toContain('This is a Helm chart, whose templates are not checked here.');
    expect(await run('none.yaml')).toMatchObject({ code: 2 });
  });

  test('--exclude and exclude: leave out files and directories', async () => {
    file('k8s/clean.yaml', CLEAN);
    file('k8s/charts/broken.yaml', BROKEN);
    expect(await exitCode('k8s')).toBe(1);
    expect(await exitCode('k8s', '--exclude', 'charts')).toBe(0);
    file('cdk8s-storage.checks.yaml', 'exclude: [k8s/charts]\n');
    expect(await exitCode('k8s')).toBe(0);
  });

  test('a chart beside manifests is a note, and alone it is not checked', async () => {
    file('k8s/app/Chart.yaml', 'apiVersion: v2\nname: app\n');
    file('k8s/app/templates/a.yaml', '{{ x }}\n');
    expect(await command(['check', 'k8s'])).toMatchObject({
      code: 2,
      out: expect.stringMatching(/This is a Helm chart[^]*Nothing was checked\.\n$/),
    });
    file('k8s/clean.yaml', CLEAN);
    expect(await command(['check', 'k8s'])).toMatchObject({ code: 0, out: expect.stringMatching(/^note: k8s\/app: This is a Helm chart/) });
    const { out, err } = await command(['check', 'k8s', '-f', 'json']);
    expect(JSON.parse(out).notes).toHaveLength(1);
    expect(err).toMatch(/^k8s\/app: This is a Helm chart/);
    const sarif = JSON.parse((await command(['check', 'k8s', '-f', 'sarif'])).out);
    expect(sarif.runs[0].invocations[0].toolExecutionNotifications).toEqual([expect.objectContaining({ level: 'note' })]);
  });

  test('what is not there is not called clean', async () => {
    const { out } = await command(['check', 'none.yaml']);
    expect(out).toBe('not checked: 1 problem\n  none.yaml: There is no such file or directory.\n\nNothing was checked.\n');
  });
});
