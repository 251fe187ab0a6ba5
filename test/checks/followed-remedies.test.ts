import { readdirSync } from 'fs';
import { check, CheckResult, Finding, Manifest, ManifestSet } from '../../src/checks';
import { FIXTURES, read, readFixture } from './support';

/*
 * Remedies that say to the letter what to write are followed to the letter, in every wrong fixture: the finding is gone, and no error has
 * come in its place. What leaves a choice, wants an amount that nobody knows or another object, is left to people, and is not here.
 */

type Tree = Record<string, unknown>;

interface Place {
  readonly body: Tree;
  /** The keys of the finding. */
  readonly path: readonly string[];
}

/** Each kind of remedy, and what somebody does who follows it; false where it is about something else. */
const FOLLOWED: ReadonlyArray<readonly [remedy: RegExp, follow: (place: Place, words: readonly string[]) => unknown]> = [
  [/^Set strategy\.type: Recreate\.$/, ({ body }) => set(body, ['spec', 'strategy'], { type: 'Recreate' })],
  [/^Use 1 replica[.,]/, ({ body }) => set(body, ['spec', 'replicas'], 1)],
  [/ does not hold it: mount it at ([^\s,]+)\. /, ({ body, path }, [directory]) => set(body, mountOf(path, 'mountPath'), directory)],
  [/^Mount it at (\/\S+), where the data is\.$/, ({ body, path }, [directory]) => set(body, mountOf(path, 'mountPath'), directory)],
  [/^Add subPath: (\S+), the name/, ({ body, path }, [file]) => set(body, mountOf(path, 'subPath'), file)],
  [/^Mount an emptyDir with a sizeLimit at (.+)\.$/, mountScratch],
  [/^Write (\S+), if that is what was meant\.$/, ({ body, path }, [amount]) => set(body, path, amount)],
  [/^Write a number from ([0-9]+) to/, ({ body, path }, [least]) => set(body, path, Number(least))],
  [
    /^Write restartPolicy: (\w+),/,
    ({ body, path }, [policy]) => set(body, [...path.filter((key) => key !== 'restartPolicy'), 'restartPolicy'], policy),
  ],
  [/^Write Always, or leave it out;/, ({ body, path }) => set(body, path, 'Always')],
  [/^Write (0[0-7]{3})(?:, with a zero in front)?\.$/, ({ body, path }, [mode]) => set(body, path, parseInt(mode, 8))],
  [/^Quote it\.$/, ({ body, path }) => set(body, path, String(valueAt(body, path)))],
  [/^Ask for ([0-9]+Gi) or more\.$/, ({ body, path }, [size]) => set(body, path, size)],
  [
    /^Set (volumeBindingMode|persistentVolumeReclaimPolicy|concurrencyPolicy|allowVolumeExpansion|whenScaled|whenDeleted): (\w+?)(?:, .*)?\.$/,
    ({ body, path }, [key, value]) => set(body, [...upTo(path, key), key], value === 'true' ? true : value),
  ],
  [
    /^Set ([\w.]+): (\w+), or guard it with/,
    ({ body }, [keys, value]) => set(body, ['spec', ...keys.split('.')], value === 'true' ? true : value),
  ],
  [
    /^Guard it with the annotation of what applies it: "(\S+)": (\S+) for Argo CD,/,
    ({ body }, [key, value]) => set(body, ['metadata', 'annotations', key], value),
  ],
  [
    /^Add (\S+): "(\S+)" to the annotations of the Pod template\.$/,
    ({ body }, [key, value]) => set(body, ['spec', 'template', 'metadata', 'annotations', key], value),
  ],
  [/^Set fsGroup: ([0-9]+) with fsGroupChangePolicy: OnRootMismatch on the Pod;/, ({ body }, [group]) => setGroup(body, Number(group))],
  [
    /^Set fsGroupChangePolicy: OnRootMismatch\.$/,
    ({ body }) => set(body, [...podSpecOf(body), 'securityContext', 'fsGroupChangePolicy'], 'OnRootMismatch'),
  ],
];

const valueAt = (tree: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Tree | undefined)?.[key], tree);

function set(body: Tree, path: readonly string[], value: unknown): void {
  let at = body;
  for (const key of path.slice(0, -1)) at = (at[key] ??= {}) as Tree;
  at[path.at(-1)!] = value;
}

/** The path as far as a key, without it. */
function upTo(path: readonly string[], key: string): readonly string[] {
  const index = path.indexOf(key);
  return index < 0 ? path : path.slice(0, index);
}

/** A key of the mount that a path leads to, or into. */
function mountOf(path: readonly string[], key: string): readonly string[] {
  const index = path.indexOf('volumeMounts');
  return [...path.slice(0, index + 2), key];
}

function podSpecOf(body: Tree): readonly string[] {
  const path = [['spec', 'jobTemplate', 'spec', 'template', 'spec'], ['spec', 'template', 'spec'], ['spec']];
  return path.find((keys) => Array.isArray(valueAt(body, [...keys, 'containers'])))!;
}

function setGroup(body: Tree, group: number): void {
  const at = [...podSpecOf(body), 'securityContext'];
  set(body, [...at, 'fsGroup'], group);
  set(body, [...at, 'fsGroupChangePolicy'], 'OnRootMismatch');
}

function mountScratch({ body, path }: Place, [directories]: readonly string[]): void {
  const spec = valueAt(body, podSpecOf(body)) as { volumes?: unknown[] };
  const container = valueAt(body, path.slice(0, path.indexOf('containers') + 2)) as { name: string; volumeMounts?: unknown[] };
  for (const [index, mountPath] of directories.split(' and at ').entries()) {
    const name = `room-${container.name}-${index}`;
    (spec.volumes ??= []).push({ name, emptyDir: { sizeLimit: '16Mi' } });
    (container.volumeMounts ??= []).push({ name, mountPath });
  }
}

const keysOf = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'));

const same = (one: Finding, other: Finding) =>
  one.rule === other.rule &&
  one.pointer === other.pointer &&
  one.object!.kind === other.object!.kind &&
  one.object!.name === other.object!.name;

const isOf = ({ kind, name, namespace }: Manifest, { object }: Finding) =>
  kind === object!.kind && name === object!.name && namespace === object!.namespace;

/** Mistakes that were hidden below the one that is mended. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  // A volume that is larger than the limit of its container, once both are what was meant.
  'mistaken-quantity/bad-pods.yaml': ['memory-scratch-exceeds-limit'],
};

const errorsOf = ({ findings }: CheckResult) => new Set(findings.filter(({ level }) => level === 'error').map(({ rule }) => rule));

const fixtures = readdirSync(FIXTURES)
  .filter((rule) => rule !== 'whole')
  .flatMap((rule) => readdirSync(`${FIXTURES}/${rule}`).flatMap((name) => (name.startsWith('bad-') ? [[rule, name] as const] : [])));

const followed = new Set<RegExp>();

test.each(fixtures)('%s/%s: a remedy that is followed to the letter works', (rule, name) => {
  const text = readFixture(rule, name);
  const options = { complete: /^# complete$/m.test(text) };
  const { manifests } = read(text, name);
  const before = check(new ManifestSet(manifests), options);
  const bodies = new Map(manifests.map((manifest) => [manifest, structuredClone(manifest.body) as Tree]));
  const mended: Finding[] = [];
  // What has no name cannot be told apart.
  for (const finding of before.findings.filter((one) => one.rule === rule && one.object!.name !== '')) {
    const target = manifests.find((one) => isOf(one, finding))!;
    for (const [remedy, follow] of FOLLOWED) {
      const match = remedy.exec(finding.remedy);
      if (match === null) continue;
      followed.add(remedy);
      mended.push(finding);
      follow({ body: bodies.get(target)!, path: keysOf(finding.pointer) }, match.slice(1));
    }
  }
  const after = check(new ManifestSet(manifests.map((one) => new Manifest(bodies.get(one)!, one.origin))), options);
  expect(after.findings.filter((one) => mended.some((finding) => same(one, finding)))).toEqual([]);
  expect([...errorsOf(after)].filter((id) => !errorsOf(before).has(id))).toEqual(BELOW[`${rule}/${name}`] ?? []);
});

test('every kind of remedy is followed somewhere', () => {
  expect(FOLLOWED.map(([remedy]) => remedy).filter((remedy) => !followed.has(remedy))).toEqual([]);
});
