import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { absent, allOf, anyOf, exists, fieldIs, kubectl, needs, not, said, unused } from '../../src/runbooks/conditions';
import type { Runbook, Step } from '../../src/runbooks/runbook';
import { runbookScript } from '../../src/runbooks/script';
import { KillingTools, Result, Run, Shell, shellsUnderTest, testArea, writableDirectory } from './shells';

jest.setTimeout(120_000);

const area = testArea();
const shells = shellsUnderTest();

/*
 * Boxes stand for objects: `kubectl set box/NAME VALUE` changes one, and `kubectl get box/NAME` prints its value whatever is asked for.
 */
const FAKE_KUBECTL = [
  '#!/bin/sh',
  'echo "$*" >>"$STATE/calls"',
  'if [ -e "$STATE/broken" ]; then echo "connection refused" >&2; exit 1; fi',
  'case $1 in --context=*) shift ;; esac',
  'case $1 in',
  '  config) echo test-cluster ;;',
  '  get) name=${2#*/}; if [ -e "$STATE/box-$name" ]; then cat "$STATE/box-$name"; fi ;;',
  '  set) if [ "$3" = refused ]; then echo "the server refuses" >&2; exit 1; fi; printf %s "$3" >"$STATE/box-${2#*/}.new"; mv "$STATE/box-${2#*/}.new" "$STATE/box-${2#*/}" ;;',
  '  read) cat >"$STATE/box-${2#*/}" ;;',
  '  noop) ;;',
  'esac',
  '',
].join('\n');

let sites = 0;

/** A cluster of boxes, and a kubectl for it. */
class Site {
  readonly state = writableDirectory(join(area, `state ${sites++}`));
  private readonly programs = join(this.state, 'programs');

  constructor(
    readonly shell: Shell,
    boxes: Readonly<Record<string, string>> = {},
    private readonly env: Readonly<Record<string, string>> = {},
  ) {
    mkdirSync(this.programs);
    writeFileSync(join(this.programs, 'kubectl'), FAKE_KUBECTL, { mode: 0o755 });
    for (const [name, value] of Object.entries(boxes)) this.put(name, value);
  }

  /** With the kubectl first, whatever the machine has. */
  get searched(): Shell {
    return { ...this.shell, path: `${this.programs}:${this.shell.path}` };
  }

  put(name: string, value: string): void {
    const file = join(this.state, `box-${name}`);
    writeFileSync(file, value);
    execFileSync('chmod', ['a+rw', file]);
  }

  box(name: string): string | undefined {
    const file = join(this.state, `box-${name}`);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  get boxes(): Record<string, string | undefined> {
    const names = readdirSync(this.state).filter((file) => file.startsWith('box-'));
    return Object.fromEntries(names.map((file) => [file.slice(4), this.box(file.slice(4))]));
  }

  run(runbook: Runbook, ...args: readonly string[]): Promise<Result> {
    return new Run(this.searched, runbookScript(runbook), 'book.sh', args, { env: { STATE: this.state, ...this.env } }).result;
  }

  /** The calls of kubectl so far that would change something. */
  get changes(): readonly string[] {
    return this.calls.filter((call) => /^(--context=.* )?(set|read) /.test(call));
  }

  get calls(): readonly string[] {
    const file = join(this.state, 'calls');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }
}

const box = (name: string) => ({ kind: 'box', name });
const holdsValue = (name: string, value: string) => fieldIs(box(name), '{.value}', value);

const fill = (name: string, value: string, more: Partial<Step> = {}): Step => ({
  title: `Fill box ${name}`,
  why: 'It is empty.',
  done: holdsValue(name, value),
  checks: [],
  act: [kubectl('set', `box/${name}`, value)],
  undo: { told: 'Empty it again.', commands: [kubectl('set', `box/${name}`, '')] },
  within: 0,
  ...more,
});

/** c can only be filled when a and b are, and once c is full, a may be emptied. */
const BOOK: Runbook = {
  title: 'Fill three boxes',
  about: ['They are empty.'],
  requirements: [needs(exists(box('cellar')), 'Look whether this is the right house.')],
  steps: [
    fill('a', 'one', { done: anyOf(holdsValue('a', 'one'), holdsValue('c', 'three')) }),
    fill('b', 'two'),
    fill('c', 'three', {
      checks: [needs(allOf(holdsValue('b', 'two'), anyOf(holdsValue('a', 'one'), exists(box('c')))), 'Fill b first.')],
      act: [kubectl('noop'), kubectl('set', 'box/c', 'three')],
    }),
    fill('a', 'empty', { title: 'Empty box a', checks: [needs(holdsValue('c', 'three'), 'Fill c first.')] }),
  ],
  unknown: [],
};

const FULL = { a: 'empty', b: 'two', c: 'three', cellar: 'deep' };

describe.each(shells)('runbook under $name', (shell) => {
  const site = (boxes: Readonly<Record<string, string>> = { cellar: 'deep' }): Site => new Site(shell, boxes);

  // With a limit, kubectl would not look for the account of its Pod: kubernetes/kubernetes#49343.
  test.each<[Record<string, string>, boolean]>([
    [{}, true],
    [{ KUBERNETES_SERVICE_HOST: '10.96.0.1' }, false],
    [{ KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBECONFIG: '/given' }, true],
  ])('with %j in its environment, kubectl is given a limit of time: %s', async (env, limited) => {
    const house = new Site(shell, { cellar: 'deep' }, env);
    expect(await house.run(BOOK)).toMatchObject({ status: 0, stderr: '' });
    const asked = house.calls.filter((call) => call.startsWith('get '));
    expect(asked.length).toBeGreaterThan(0);
    for (const call of asked) expect([call, call.includes('--request-timeout=30s')]).toEqual([call, limited]);
  });

  test('without a word it changes nothing, checks what can be checked, and shows the commands', async () => {
    const house = site();
    expect(await house.run(BOOK)).toEqual({
      status: 0,
      signal: null,
      stderr: '',
      stdout: [
        'Cluster: context test-cluster',
        'Checks:',
        '  ok  box cellar is there',
        'Step 1: Fill box a',
        '    kubectl set box/a one',
        'Step 2: Fill box b',
        '  (checked when the steps before are done)',
        '    kubectl set box/b two',
        'Step 3: Fill box c',
        '  (checked when the steps before are done)',
        '    kubectl noop',
        '    kubectl set box/c three',
        'Step 4: Empty box a',
        '  (checked when the steps before are done)',
        '    kubectl set box/a empty',
        'Nothing was changed. To do it: sh book.sh --apply',
        '',
      ].join('\n'),
    });
    expect(house.changes).toEqual([]);
  });

  test('with --apply it does all, and nothing when it is run again', async () => {
    const house = site();
    const { status, stdout } = await house.run(BOOK, '--apply');
    expect({ status, last: stdout.trim().split('\n').at(-1) }).toEqual({ status: 0, last: 'All is done.' });
    expect(house.boxes).toEqual(FULL);
    const before = house.changes.length;
    expect(await house.run(BOOK, '--apply')).toMatchObject({ status: 0, stderr: '' });
    expect(await house.run(BOOK)).toMatchObject({ status: 0 });
    expect(house.changes).toHaveLength(before);
  });

  test('killed before and after each call of kubectl, and run again, it comes to the same end', async () => {
    const text = runbookScript(BOOK);
    const count = async (killAt: number): Promise<{ house: Site; tools: KillingTools; result: Result }> => {
      const house = site();
      const tools = new KillingTools(house.searched, join(house.state, 'killing'), ['kubectl']);
      const result = await tools.run(text, 'book.sh', ['--apply'], killAt, { STATE: house.state }).result;
      return { house, tools, result };
    };
    const whole = await count(0);
    expect(whole.result).toMatchObject({ status: 0 });
    const points = whole.tools.points().length;
    expect(points).toBeGreaterThan(20);
    for (let point = 1; point <= points; point += 1) {
      const { house, result } = await count(point);
      expect(result.signal).toBe('SIGKILL');
      const again = await house.run(BOOK, '--apply');
      expect({ point, status: again.status, boxes: house.boxes }).toEqual({ point, status: 0, boxes: FULL });
    }
  });

  test('all requirements that fail are told at once, and nothing is changed', async () => {
    const house = site({});
    const book = {
      ...BOOK,
      requirements: [
        ...BOOK.requirements,
        needs(not(exists(box('ghost')), 'there is no ghost'), 'Call.'),
        needs(holdsValue('moat', 'wet'), 'Fill it.'),
      ],
    };
    for (const mode of [[], ['--apply']]) {
      const { status, stdout, stderr } = await house.run(book, ...mode);
      expect({ status, stderr }).toEqual({ status: 3, stderr: 'Stopped: 2 of the checks above failed. Nothing was changed since.\n' });
      expect(stdout).toContain(
        '  NO  box cellar is there\n      Look whether this is the right house.\n  ok  there is no ghost\n  NO  value of box moat is wet\n      Fill it.\n',
      );
    }
    expect(house.changes).toEqual([]);
  });

  test('a check that fails stops it before its step, in a dry run too; what was done before stays', async () => {
    const house = site();
    const guarded = { ...BOOK, steps: [BOOK.steps[0], fill('b', 'two', { checks: [needs(absent(box('a')), 'Take a away.')] })] };
    expect(await house.run(guarded, '--apply')).toMatchObject({
      status: 3,
      stderr: 'Stopped: 1 of the checks above failed. Nothing was changed since.\n',
    });
    expect(house.boxes).toEqual({ a: 'one', cellar: 'deep' });
    const dry = await house.run(guarded);
    expect(dry.status).toBe(3);
    expect(dry.stdout).toContain('Step 2: Fill box b\n  NO  there is no box a\n      Take a away.\n');
  });

  test('a command that fails, or has no effect, stops it with the way back', async () => {
    const house = site();
    const refused = await house.run(
      {
        ...BOOK,
        steps: [BOOK.steps[0], fill('b', 'refused', { act: [kubectl('set', 'box/b', 'refused'), kubectl('set', 'box/b', 'half')] })],
      },
      '--apply',
    );
    expect(refused).toMatchObject({
      status: 1,
      stderr: 'the server refuses\nStep 2 failed, see above. It can be run again. To take back what was done: sh book.sh --undo\n',
    });
    expect(house.boxes).toEqual({ a: 'one', cellar: 'deep' });
    const idle = await house.run({ ...BOOK, steps: [fill('b', 'two', { act: [kubectl('noop')], within: 1 })] }, '--apply');
    expect(idle).toMatchObject({
      status: 1,
      stderr: 'Step 1 was done, but did not take effect within 1 seconds. It can be run again. To take it back: sh book.sh --undo\n',
    });
  });

  test('a cluster that does not answer is no answer: nothing counts as done or as missing', async () => {
    const house = site();
    house.put('a', 'one');
    writeFileSync(join(house.state, 'broken'), '');
    for (const mode of [[], ['--apply'], ['--undo']]) {
      const { status, stderr } = await house.run(
        { ...BOOK, requirements: [], steps: [fill('z', '', { done: absent(box('z')) })] },
        ...mode,
      );
      expect({ mode, status }).toEqual({ mode, status: 1 });
      expect(stderr).toContain('The cluster cannot be asked for box/z, see above. Nothing was changed by this.\n');
    }
    expect(house.changes).toEqual([]);
  });

  test('what is done by hand is waited for, and the next run goes on from there', async () => {
    const house = site();
    const book = { ...BOOK, steps: [BOOK.steps[0], fill('b', 'two', { act: { byHand: 'carry it over, "gently".' } }), fill('c', 'three')] };
    const first = await house.run(book, '--apply');
    expect(first).toMatchObject({ status: 4, stderr: 'This waits for you. Then run it again: sh book.sh --apply\n' });
    expect(first.stdout).toContain('Step 2: Fill box b\n  By hand: carry it over, "gently".\n');
    expect(house.box('c')).toBeUndefined();
    house.put('b', 'two');
    expect(await house.run(book, '--apply')).toMatchObject({ status: 0 });
    expect(house.box('c')).toBe('three');
  });

  test('--undo shows how what is done is taken back, the last first, and does nothing', async () => {
    const house = site({ cellar: 'deep', a: 'one', b: 'two' });
    const { status, stdout } = await house.run(BOOK, '--undo');
    expect(status).toBe(0);
    expect(stdout.slice(stdout.indexOf('Step 2: Fill box b:\n'))).toBe(
      "Step 2: Fill box b:\n  Empty it again.\n    kubectl set box/b ''\nStep 1: Fill box a:\n  Empty it again.\n    kubectl set box/a ''\n",
    );
    expect(house.changes).toEqual([]);
    expect((await site({ cellar: 'deep' }).run(BOOK, '--undo')).stdout).toBe('Nothing is done yet.\n');
  });

  test('a step that has to be asked for is left out unless it is', async () => {
    const book = { ...BOOK, steps: [fill('a', 'one', { onlyWith: 'fill-a' }), fill('b', 'two', { onlyWith: 'fill' })] };
    const house = site();
    const left = await house.run(book, '--apply', '--with=fill');
    expect(left).toMatchObject({ status: 0 });
    expect(left.stdout).toContain('Step 1: Fill box a: left out; --with=fill-a does it.\n');
    expect(house.boxes).toEqual({ b: 'two', cellar: 'deep' });
    expect(await house.run(book, '--apply', '--with=fill-a', '--with=fill')).toMatchObject({ status: 0 });
    expect(house.boxes).toEqual({ a: 'one', b: 'two', cellar: 'deep' });
  });

  test('it goes to the context that is named, with every call', async () => {
    const house = site();
    expect(await house.run(BOOK, '--apply', '--context=spare cluster')).toMatchObject({ status: 0 });
    expect(house.changes.every((call) => call.startsWith('--context=spare cluster set '))).toBe(true);
    expect(house.changes).toHaveLength(4);
  });

  test.each([['--aply'], ['--context='], ['now'], ['']])('called with %p it says how it is called', async (word) => {
    const house = site();
    const { status, stderr } = await house.run(BOOK, word);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^book\.sh: .* is no option\.\nUsage: sh book\.sh \[--apply \| --undo\]/);
    expect(house.changes).toEqual([]);
  });

  test('without kubectl it says so', async () => {
    const path = writableDirectory(join(area, `no tools ${sites++}`));
    const run = new Run({ ...shell, path }, runbookScript(BOOK), 'book.sh', []);
    expect(await run.result).toMatchObject({ status: 2, stderr: 'There is no kubectl on PATH.\n' });
  });

  test('a claim is used by the Pods that name it and have not ended', async () => {
    const book = (claim: string): Runbook => ({
      ...BOOK,
      requirements: [needs(unused({ name: claim, namespace: 'shop' }), 'Stop them.')],
      steps: [],
    });
    const house = site();
    // The answer of the server to the question for all Pods.
    const answer = (lines: readonly string[]) => house.put('pods', lines.join('\n'));
    answer([
      'web-0 / Running',
      'orders-0 //data-orders-0/ Running',
      'old /data-old/ Succeeded',
      'broken /data-old/x/ Failed',
      'odd /data-odd/',
      'late /data-late/ Pending',
    ]);
    for (const [claim, status] of [
      ['data-orders-0', 3],
      ['data-orders', 0],
      ['orders-0', 0],
      ['data-old', 0],
      ['data-odd', 3],
      ['data-late', 3],
    ] as const) {
      expect({ claim, status: (await house.run(book(claim))).status }).toEqual({ claim, status });
    }
    answer([]);
    expect(await house.run(book('data-orders-0'))).toMatchObject({ status: 0 });
  });

  test('no text is read as a command, whatever is in it', async () => {
    const house = site();
    const target = join(house.state, 'pwned');
    const evil = `x'; touch '${target}'; $(touch '${target}') \`touch '${target}'\` "\${IFS}\n}\ntouch '${target}'\nEND\n%s \\n`;
    const condition = said(evil, holdsValue('a', evil));
    const book: Runbook = {
      title: evil,
      about: [evil],
      requirements: [needs(said(evil, exists(box('cellar'))), evil)],
      steps: [
        {
          title: evil,
          why: evil,
          done: condition,
          checks: [needs(said(evil, not(condition, evil)), evil)],
          act: [{ words: ['kubectl', 'read', 'box/a'], input: evil }],
          undo: { told: evil, commands: [{ words: ['echo', evil], input: evil }] },
          within: 0,
        },
        fill('b', 'two', { act: { byHand: evil } }),
      ],
      unknown: [evil],
    };
    for (const mode of [[], ['--apply'], ['--undo']]) await house.run(book, ...mode);
    expect(existsSync(target)).toBe(false);
    // What a here-document brings is what was written.
    expect(house.box('a')).toBe(`${evil}\n`);
    rmSync(target, { force: true });
  });
});

test('what is written is good style, to shellcheck as well', () => {
  if (process.env.SCRIPT_SHELLS === undefined) return;
  const file = join(area, 'book.sh');
  writeFileSync(file, runbookScript({ ...BOOK, steps: [...BOOK.steps, fill('d', "it's", { act: { byHand: 'wait' }, onlyWith: 'd' })] }));
  execFileSync('shellcheck', [file], { stdio: 'inherit' });
});
