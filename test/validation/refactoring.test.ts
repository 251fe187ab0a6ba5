import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Claim, StorageNames } from 'cdk8s-storage';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { loadAll } from 'js-yaml';

/*
 * A refactoring of a construct tree keeps every name that holds data, or is stopped.
 */

/** What holds data, or does not, somewhere in a tree. */
interface Leaf {
  readonly chart: 'shop' | 'web';
  /** Constructs around it. */
  readonly within: readonly string[];
  readonly id: string;
  /** Without it the name follows from the path. */
  readonly name?: string;
  readonly make: 'plus claim' | 'our claim' | 'set' | 'plus set' | 'config map';
  readonly templates: readonly string[];
}

interface Tree {
  readonly namespaces: Readonly<Record<'shop' | 'web', string | undefined>>;
  readonly leaves: readonly Leaf[];
}

const ids = fc.constantFrom('a', 'b', 'data');
const leaf: fc.Arbitrary<Leaf> = fc.record({
  chart: fc.constantFrom<'shop' | 'web'>('shop', 'web'),
  within: fc.array(ids, { maxLength: 2 }),
  id: fc.constantFrom('files', 'orders', 'logs'),
  name: fc.option(fc.constantFrom('orders', 'files'), { nil: undefined }),
  make: fc.constantFrom<Leaf['make']>('plus claim', 'our claim', 'set', 'plus set', 'config map'),
  templates: fc.uniqueArray(fc.constantFrom('data', 'wal', 'logs'), { minLength: 1 }),
});
const namespace = fc.constantFrom('shop', 'prod', undefined);
const tree: fc.Arbitrary<Tree> = fc.record({
  namespaces: fc.record({ shop: namespace, web: namespace }),
  leaves: fc.uniqueArray(leaf, { maxLength: 5, selector: ({ chart, within, id }) => [chart, ...within, id].join('/') }),
});

/** What people do to code: most of a tree stays as it is. */
const change: fc.Arbitrary<(before: Tree) => Tree> = fc.oneof(
  fc.constant((before: Tree) => before),
  fc
    .tuple(
      fc.nat(),
      leaf.chain((other) => fc.subarray(Object.entries(other))),
    )
    .map(([index, fields]) => ({ leaves, ...rest }: Tree): Tree => ({
      ...rest,
      leaves: leaves.map((one, place) =>
        place === index % leaves.length ? { ...one, ...(Object.fromEntries(fields) as Partial<Leaf>) } : one,
      ),
    })),
  fc.nat().map((index) => ({ leaves, ...rest }: Tree): Tree => ({
    ...rest,
    leaves: leaves.filter((_, place) => place !== index % leaves.length),
  })),
  leaf.map((added) => ({ leaves, ...rest }: Tree): Tree => ({ ...rest, leaves: [...leaves, added] })),
  fc
    .tuple(fc.constantFrom('shop', 'web'), namespace)
    .map(([chart, other]) => (before: Tree): Tree => ({ ...before, namespaces: { ...before.namespaces, [chart]: other } })),
  ids.map((id) => ({ leaves, ...rest }: Tree): Tree => ({
    ...rest,
    leaves: leaves.map((one) => ({ ...one, within: [id, ...one.within] })),
  })),
  fc.constant(({ leaves, ...rest }: Tree): Tree => ({ ...rest, leaves: [...leaves].reverse() })),
);

const SIZE = Size.gibibytes(1);

function build({ namespaces, leaves }: Tree): App {
  const app = new App();
  const charts = {
    shop: new Chart(app, 'shop', { namespace: namespaces.shop }),
    web: new Chart(app, 'web', { namespace: namespaces.web }),
  };
  for (const { chart, within, id, name, make, templates } of leaves) {
    let scope: Construct = charts[chart];
    for (const part of within) scope = scope.node.tryFindChild(part) ?? new Construct(scope, part);
    if (scope.node.tryFindChild(id) === undefined) makeLeaf(scope, id, { name, make, templates });
  }
  return app;
}

function makeLeaf(scope: Construct, id: string, { name, make, templates }: Pick<Leaf, 'name' | 'make' | 'templates'>): void {
  const metadata = name === undefined ? {} : { name };
  const claims = templates.map((template) => ({ metadata: { name: template }, spec: { storageClassName: 'fast' } }));
  if (make === 'plus claim') new kplus.PersistentVolumeClaim(scope, id, { metadata, storage: SIZE, storageClassName: 'fast' });
  else if (make === 'our claim') new Claim(scope, id, { name, storage: SIZE, storageClass: { storageClassName: 'fast' } });
  else if (make === 'config map') new kplus.ConfigMap(scope, id, { metadata, data: { a: 'b' } });
  else if (make === 'set') {
    new ApiObject(scope, id, { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec: { volumeClaimTemplates: claims } });
  } else {
    const place = new Construct(scope, id);
    const service = new kplus.Service(place, 'service', { ports: [{ port: 80 }], clusterIP: 'None' });
    const set = new kplus.StatefulSet(place, 'set', { metadata, service, containers: [{ image: 'example.com/a:1' }] });
    ApiObject.of(set).addJsonPatch(JsonPatch.add('/spec/volumeClaimTemplates', claims));
  }
}

interface Written {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: { readonly volumeClaimTemplates?: ReadonlyArray<{ readonly metadata: { readonly name: string } }> };
}

/** How often each claim comes into a cluster, read out of the text that is applied; undefined where that is refused. */
function claimsOf(from: Tree): Map<string, number> | undefined {
  let text: string;
  try {
    text = build(from).synthYaml();
  } catch (error) {
    expect((error as Error).message).toMatch(/ makes (it|the \w+ \w+) too: /);
    return undefined;
  }
  const claims = new Map<string, number>();
  for (const { kind, metadata, spec } of loadAll(text).filter((object) => object !== null) as Written[]) {
    const templates = spec?.volumeClaimTemplates?.map(({ metadata: { name } }) => `${name}-${metadata.name}-0`) ?? [];
    for (const name of kind === 'PersistentVolumeClaim' ? [metadata.name] : templates) {
      // Whether a set or a claim makes it, it is another owner that looks for it.
      const key = [kind, metadata.namespace ?? '', metadata.name, name].join(' ');
      claims.set(key, (claims.get(key) ?? 0) + 1);
    }
  }
  return claims;
}

test('keeps every name that holds data, or is stopped', () => {
  const home = mkdtempSync(join(tmpdir(), 'refactoring-'));
  process.env.CDK8S_OUTDIR = join(home, 'dist');
  let count = 0;
  let stops = 0;
  try {
    fc.assert(
      fc.property(tree, fc.array(change, { minLength: 1, maxLength: 3 }), (before, changes) => {
        const after = changes.reduce((changed, apply) => apply(changed), before);
        const [had, made] = [claimsOf(before), claimsOf(after)];
        // Two claims of one name are refused, whether names are locked or not.
        fc.pre(had !== undefined && made !== undefined);
        const file = join(home, `${(count += 1)}.json`);
        const lock = (app: App) => {
          StorageNames.lock(app, file, { frozen: false });
          app.synth();
        };
        lock(build(before));
        const isKept = [...had].every(([name, times]) => (made.get(name) ?? 0) >= times);
        let stopped = false;
        try {
          lock(build(after));
        } catch (error) {
          expect((error as Error).message).toContain('in the options of StorageNames.lock: ');
          stopped = true;
        }
        stops += stopped ? 1 : 0;
        expect(stopped).toBe(!isKept);
      }),
      { numRuns: 300 },
    );
  } finally {
    delete process.env.CDK8S_OUTDIR;
    rmSync(home, { recursive: true });
  }
  // Both happen, or nothing was tried.
  expect(stops).toBeGreaterThan(50);
  expect(count - stops).toBeGreaterThan(50);
});
