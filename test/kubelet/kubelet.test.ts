import { differences, Inventory, processesIn } from './leftovers';
import { readFileSync } from 'fs';
import { basename, join } from 'path';
import { EXAMPLES } from '../cluster/examples';
import { EXPERIMENTS } from './experiments';
import { chosen, parseOptions } from './options';
import { quotingPages, TIMES } from './pages';
import { page, table, timesOf, withTimes } from './table';

const root = join(__dirname, '..', '..');

/*
 * What run.ts decides without a node.
 */

const nothing: Inventory = { mounts: ['/'], networkLinks: ['lo'], cgroups: [], loopDevices: ['loop0 /others.img'], settings: ['vm/x = 0'] };

it('tells all that a run has left, and nothing that others have', () => {
  const after: Inventory = {
    mounts: ['/', '/run/x'],
    networkLinks: [],
    cgroups: ['/sys/fs/cgroup/pids/cdk8s-storage-1'],
    loopDevices: ['loop0 /others.img', 'loop1 /later.img', 'loop2 /cache/run-1-a/volumes/x.img'],
    settings: ['net/bridge/new = 1', 'vm/x = 1'],
  };
  expect(differences(nothing, after, '/cache/run-1-a')).toEqual([
    'mounts: + /run/x',
    'networkLinks: - lo',
    'cgroups: + /sys/fs/cgroup/pids/cdk8s-storage-1',
    'loopDevices: loop2 /cache/run-1-a/volumes/x.img',
    'settings: + vm/x = 1',
    'settings: - vm/x = 0',
  ]);
  expect(differences(nothing, nothing, '/cache/run-1-a')).toEqual([]);
});

it('takes a process in no namespace of the run for none of its own', () => {
  expect(processesIn(new Set(['pid:[1]']))).toEqual([]);
});

it('runs the small set unless all is asked for, and by a pattern what matches of all', () => {
  const names = (args: string[], env = {}) => chosen(parseOptions(args, env)).map(({ name }) => name);
  const small = names([]);
  const all = names(['--full']);
  expect(small).toContain('postgres: the example');
  expect(small.length).toBeLessThan(all.length);
  expect(names([], { KUBELET: 'full' })).toEqual(all);
  expect(names([], { FULL: '1' })).toEqual(all);
  expect(names(['--only', 'REBOOT'])).toEqual(all.filter((name) => name.includes('reboot')));
  expect(names(['--only', 'a', 'Pod', 'runs', '--only=zones'])).toEqual(['a Pod runs', 'zones: the example']);
});

it.each([
  [['--onyl', 'x'], '--onyl is not known.'],
  [['--only'], '--only: name a pattern of experiments.'],
  [['--only', 'nothing of that name'], '--only: no experiment matches /nothing of that name/i. There are:\n  a Pod runs\n'],
  [['--only', '('], '--only (: Invalid regular expression: /(/: Unterminated group'],
])('refuses %j', (args, message) => {
  expect(() => parseOptions(args, {})).toThrow(message);
});

it('writes anew what was run, and keeps what was not', () => {
  const first = {
    experiments: ['one: a', 'two'],
    measured: [
      { what: 'a', seconds: 1.26, promise: 'soon', limit: 60 },
      { what: 'b', seconds: 12.4, promise: 'later', limit: 60 },
    ],
    notes: ['one: a: first', 'two: second'],
  };
  const before = page(first, 'Kubernetes 1', '', ['one: a', 'two']);
  const again = { experiments: ['two'], measured: [{ what: 'b', seconds: 3, promise: 'later', limit: 60 }], notes: ['two: third'] };
  const after = page(again, 'Kubernetes 1', before, ['one: a', 'two']);
  expect([...timesOf(after)]).toEqual([
    ['a', '1.3 s'],
    ['b', '3.0 s'],
  ]);
  expect(after.split('\n').filter((line) => line.startsWith('- '))).toEqual(['- one: a: first', '- two: third']);
});

it('prints times in an order of their own', () => {
  const measured = [
    { what: 'b', seconds: 12.34, promise: 'soon', limit: 60 },
    { what: 'a', seconds: 1.234, promise: 'at once', limit: 60 },
  ];
  expect(table({ measured })).toBe(
    [
      '| what | measured | what to expect |',
      '| ---- | -------- | -------------- |',
      '| a    | 1.2 s    | at once        |',
      '| b    | 12 s     | soon           |',
    ].join('\n'),
  );
});

describe('the docs', () => {
  const times = timesOf(readFileSync(TIMES, 'utf8'));

  it.each(quotingPages().map((file) => [basename(file), file]))('%s quotes times as they were measured', (_, file) => {
    const text = readFileSync(file, 'utf8');
    expect(withTimes(text, times)).toBe(text);
  });

  it('quote times, and give none out for measured that is not', () => {
    const texts = quotingPages().map((file) => readFileSync(file, 'utf8'));
    const quoted = texts.flatMap((text) => [...text.matchAll(/<!-- ((postgres|mariadb|configuration): .*?) -->/g)].map(([, what]) => what));
    expect(quoted.length).toBeGreaterThan(8);
    const [, section] = texts.find((text) => text.startsWith('# What survives what'))!.split('\n## Times\n');
    const loose = section.replace(/30 s apart|the 120 s/g, '').match(/\d s(?!<!--)\b/g);
    expect(loose).toBeNull();
    const claims = texts
      .flatMap((text) => text.split('\n'))
      .filter((line) => /real kubelet/.test(line) && /\d (s|seconds)\b(?!<!--)/.test(line));
    expect(claims).toEqual([]);
  });

  it('refuse to quote what is not measured', () => {
    expect(() => withTimes('after 3 s<!-- nothing of that name -->', new Map([['a', '1 s']]))).toThrow(
      '"nothing of that name" is quoted, and not measured. There are:\na',
    );
    expect(withTimes('after 3 s<!-- a --> or 4 s', new Map([['a', '1.2 s']]))).toBe('after 1.2 s<!-- a --> or 4 s');
  });

  it('tell of each example whether it runs, and in which experiment', () => {
    const text = readFileSync(join(root, 'docs/kubelet.md'), 'utf8');
    const rows = [...text.matchAll(/^\| \[([\w-]+)\]\(\.\.\/examples\/\1\) +\| (.*?) +\| (.*?) +\|$/gm)];
    expect(rows.map(([, example]) => example)).toEqual(EXAMPLES);
    const inTable = Object.fromEntries(rows.map(([, example, experiment]) => [example, experiment]));
    const inCode = Object.fromEntries(
      EXAMPLES.map((example) => [example, EXPERIMENTS.find((experiment) => experiment.example === example)?.name ?? '-']),
    );
    expect(inTable).toEqual(inCode);
    for (const [, example, , how] of rows) expect([example, how.length > 2]).toEqual([example, true]);
  });

  it.each(EXPERIMENTS.flatMap(({ name, example }) => (example === undefined ? [] : [[name, example]])))('%s is about %s', (_, example) => {
    expect(EXAMPLES).toContain(example);
  });
});
