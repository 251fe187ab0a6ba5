import { execFileSync } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import Ajv from 'ajv';
import * as schema from '../../schemas/plan.schema.json';
import { run } from '../../src/cli/run';

const SECRET = 'c2VjcmV0LW9uZQ==';
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'plan-'))));
afterEach(() => rmSync(directory, { recursive: true }));

const write = (name: string, text: string) => {
  mkdirSync(join(directory, name, '..'), { recursive: true });
  writeFileSync(join(directory, name), text);
};

async function plan(args: readonly string[], input = '') {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await run(['plan', ...args], {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    readInput: () => Promise.resolve(Buffer.from(input)),
    directory,
    env: {},
    isTerminal: false,
  });
  return { code, out: out.join(''), err: err.join('') };
}

const claim = (name: string, more = '') => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: ${name}, namespace: shop }
spec: { accessModes: [ReadWriteOnce], storageClassName: fast, resources: { requests: { storage: 1Gi } }${more} }
`;

const secret = (value: string) => `apiVersion: v1
kind: Secret
metadata: { name: keys, namespace: shop }
type: Opaque
data: { key: ${value} }
`;

test('the same file twice changes nothing', async () => {
  write('a.yaml', claim('data'));
  expect(await plan(['a.yaml', 'a.yaml'])).toEqual({ code: 0, out: 'No object changes: 1 object before, 1 after.\n', err: '' });
});

test('a claim that has gone is deleted by Helm, and left alone by kubectl', async () => {
  write('old.yaml', claim('data') + '---\n' + claim('more'));
  write('new.yaml', claim('more'));
  const helm = await plan(['old.yaml', 'new.yaml', '--with', 'helm']);
  expect(helm.code).toBe(1);
  expect(helm.out).toBe(
    [
      'destroyed claim-deleted: PersistentVolumeClaim shop/data',
      `  at ${join(directory, 'old.yaml')}:1`,
      '  The claim is no longer there, and Helm deletes it; its volume of class fast goes with it, unless that says Retain.',
      '  Do: Keep the claim among the manifests until the data is copied or no longer wanted, or set the volume to Retain first. To keep the object: the annotation helm.sh/resource-policy: keep, in a release before this one.',
      '',
      '1 destroyed: 2 objects before, 1 after.',
      '',
    ].join('\n'),
  );
  expect(await plan(['old.yaml', 'new.yaml'])).toMatchObject({ code: 0, out: 'No object changes: 2 objects before, 1 after.\n' });
});

test('the JSON is as its schema says, and no format shows a value of a Secret', async () => {
  write('old.yaml', [claim('data'), secret(SECRET), claim('gone')].join('---\n'));
  write('new.yaml', [claim('data', ', volumeMode: Block'), secret('c2VjcmV0LXR3bw=='), claim('added')].join('---\n'));
  for (const format of ['json', 'human', 'markdown', 'sarif']) {
    const { out, code } = await plan(['old.yaml', 'new.yaml', '--with', 'helm', '--format', format]);
    expect(code).toBe(1);
    expect(out).not.toMatch(/c2VjcmV0|secret-(one|two)/);
    if (format !== 'json') continue;
    const document: unknown = JSON.parse(out);
    expect(validate(document) ? [] : validate.errors).toEqual([]);
    expect(document).toMatchObject({ summary: { destroyed: 1, refused: 1, safe: 1, failed: true } });
  }
});

test('a revision of git is compared as its files are', async () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: directory, encoding: 'utf8' });
  git('init', '-q', '-b', 'main');
  write('dist/app.yaml', claim('data'));
  write('dist/values.yaml', 'replicas: 3\n');
  git('add', '.');
  git('commit', '-q', '-m', 'one');
  write('dist/app.yaml', claim('data', ', volumeMode: Block'));
  const { code, out } = await plan(['git:main:dist', 'dist', '--fail-on', 'refused']);
  expect(code).toBe(1);
  expect(out).toContain('/spec/volumeMode: Filesystem → Block');
  expect((await plan(['git:main:dist/app.yaml', 'git:main:dist'])).out).toContain('No object changes');
  expect((await plan(['git:main:', 'git:HEAD'])).out).toContain('No object changes');
  expect(await plan(['git:main:nowhere', 'dist'])).toMatchObject({
    code: 2,
    err: 'cdk8s-storage: git:main:nowhere: there is no nowhere in main.\n',
  });
  expect(await plan(['git:other:dist', 'dist'])).toMatchObject({
    code: 2,
    err: 'cdk8s-storage: git:other:dist: there is no revision other here. In a pipeline, fetch it first: git fetch origin other\n',
  });
  expect((await plan(['git:--output=x:dist', 'dist'])).err).toBe('cdk8s-storage: git:--output=x:dist: --output=x is no revision.\n');
});

test('what is gone from a revision is told with its place there', async () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: directory });
  git('init', '-q', '-b', 'main');
  write('dist/a.yaml', claim('data') + '---\n' + claim('more'));
  git('add', '.');
  git('commit', '-q', '-m', 'one');
  write('dist/a.yaml', claim('data'));
  const { out } = await plan(['git:main:dist', 'dist', '--with', 'kapp']);
  expect(out).toContain('  at git:main:dist/a.yaml:6\n');
});

test('what is not understood is told in words, with exit code 2', async () => {
  write('a.yaml', claim('data'));
  write('broken.yaml', 'a: [\n');
  const errors: ReadonlyArray<readonly [args: string[], message: string]> = [
    [[], 'Name two: what is there, and what takes its place: plan OLD NEW.'],
    [['a.yaml'], 'Name two: what is there, and what takes its place: plan OLD NEW.'],
    [['a.yaml', 'a.yaml', 'a.yaml'], '3 are named, and two are compared. Put the files of each into a directory.'],
    [['-', '-'], 'There is one pipe. Give a file for one of both.'],
    [
      ['a.yaml', 'a.yaml', '--fail-on', 'destroyed,detatched'],
      '--fail-on destroyed,detatched: there is no effect detatched. Use some of destroyed, detached, refused, at-risk, new-only, disruptive, safe, with commas between them, or never. Did you mean detached?',
    ],
    [
      ['a.yaml', 'a.yaml', '--kubernetes', '1.27'],
      '--kubernetes 1.27: use one of 1.28, 1.29, 1.30, 1.31, 1.32, 1.33, 1.34, 1.35, 1.36, 1.37. Did you mean 1.28?',
    ],
    [['a.yaml', 'a.yaml', '--with', 'helmfile'], '--with helmfile: use one of kubectl, helm, argocd, flux, kapp.'],
  ];
  for (const [args, message] of errors) expect(await plan(args)).toEqual({ code: 2, out: '', err: `cdk8s-storage: ${message}\n` });
  const broken = await plan(['a.yaml', 'broken.yaml']);
  expect(broken.code).toBe(2);
  expect(broken.out).toContain('not compared: 1 problem');
  // Nobody takes what could not be read for a plan without changes.
  const nothing = await plan(['neither.yaml', 'nor.yaml']);
  expect(nothing).toMatchObject({ code: 2, out: expect.stringContaining('neither.yaml: There is no such file or directory.') });
  expect(nothing.out).not.toContain('No object changes');
  expect(await plan(['a.yaml', '-'], '')).toMatchObject({ code: 2 });
});

test('acknowledgements accept a change, with their reason, and are told where nothing needs them', async () => {
  write('old.yaml', claim('data') + '---\n' + claim('more'));
  write('new.yaml', claim('more'));
  const acknowledge = (name: string) =>
    write(
      'cdk8s-storage.checks.yaml',
      `acknowledge:\n- { rule: plan-claim-deleted, object: { kind: PersistentVolumeClaim, name: ${name} }, reason: It is copied. }\n`,
    );
  acknowledge('data');
  expect(await plan(['old.yaml', 'new.yaml', '--with', 'helm'])).toEqual({
    code: 0,
    out: 'No object changes: 2 objects before, 1 after. 1 acknowledged.\n',
    err: '',
  });
  acknowledge('other');
  const { code, out } = await plan(['old.yaml', 'new.yaml', '--with', 'helm']);
  expect(code).toBe(1);
  expect(out).toContain('The acknowledgement of plan-claim-deleted in cdk8s-storage.checks.yaml:2 has nothing to acknowledge.');
});

test('an annotation of the object acknowledges it, and the checks do not take it for one of theirs', async () => {
  const noted = claim('data').replace(
    'namespace: shop',
    'namespace: shop, annotations: { cdk8s-storage/acknowledge.plan-claim-deleted: It is copied. }',
  );
  write('old.yaml', noted + '---\n' + claim('more'));
  write('new.yaml', claim('more'));
  expect(await plan(['old.yaml', 'new.yaml', '--with', 'helm'])).toMatchObject({ code: 0 });
  const err: string[] = [];
  const out: string[] = [];
  const io = {
    out: (text: string) => out.push(text),
    err: (text: string) => err.push(text),
    readInput: () => Promise.resolve(Buffer.from('')),
    directory,
    env: {},
    isTerminal: false,
  };
  await run(['check', 'old.yaml'], io);
  expect(out.join('')).not.toContain('acknowledgement');
});

const database = (size: string) => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      containers:
        - name: main
          image: postgres:16.4
          env: [{ name: POSTGRES_PASSWORD, value: ${SECRET} }]
          volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }]
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: ${size} } } }
`;

test('the way out is shown step by step, and written as a script and a text, which are not written over', async () => {
  write('old.yaml', database('1Gi'));
  write('new.yaml', database('2Gi'));
  const { code, out, err } = await plan(['old.yaml', 'new.yaml', '--runbook', 'books']);
  expect(code).toBe(1);
  expect(out).toContain('runbook: Grow the disks of StatefulSet shop/db (StatefulSet shop/db)\n  1. Grow the claim data-db-0 to 2Gi\n');
  expect(err.trim().split('\n')).toEqual(['md', 'sh'].map((kind) => `written: ${join(directory, 'books', `grow-shop-db.${kind}`)}`));
  expect(statSync(join(directory, 'books', 'grow-shop-db.sh')).mode & 0o111).toBe(0o111);
  for (const kind of ['md', 'sh']) expect(readFileSync(join(directory, 'books', `grow-shop-db.${kind}`), 'utf8')).not.toContain(SECRET);
  const again = await plan(['old.yaml', 'new.yaml', '--runbook', 'books']);
  expect(again).toMatchObject({
    code: 2,
    err: expect.stringContaining('grow-shop-db.md is there already. Name another directory, or move it away.'),
  });
  for (const format of ['json', 'markdown']) {
    const written = await plan(['old.yaml', 'new.yaml', '--format', format]);
    expect(written.out).toContain('Grow the claim data-db-0 to 2Gi');
    if (format === 'json') expect([validate(JSON.parse(written.out)), validate.errors]).toEqual([true, null]);
  }
});

test('where no runbook is of use, that is said, and no directory is made', async () => {
  write('old.yaml', claim('data'));
  write('new.yaml', claim('data', '').replace('1Gi', '500Mi'));
  const { code, err } = await plan(['old.yaml', 'new.yaml', '--runbook', 'books']);
  expect([code, err]).toEqual([1, 'no runbook: nothing of what is refused or detached can be done by one.\n']);
  expect(existsSync(join(directory, 'books'))).toBe(false);
});
