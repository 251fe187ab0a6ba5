import * as fc from 'fast-check';
import { Manifest, readYaml } from '../../src/checks';
import { DEPLOYERS } from '../../src/facts/deployers';
import { PlanContext, planBetween, planIn } from '../../src/plan';
import { planHuman } from '../../src/plan/formats/human';
import { planJson } from '../../src/plan/formats/json';
import { planMarkdown } from '../../src/plan/formats/markdown';
import { planSarif } from '../../src/plan/formats/sarif';
import { changeRunbooks } from '../../src/runbooks/changes/find';
import { runbookScript } from '../../src/runbooks/script';
import { UPDATE_RULES } from '../../src/facts/kubernetes/update-rules';
import { expectLinear } from '../linear';
import { Body, claim, config, deployment, dump, service, statefulSet, storageClass, volume } from './objects';

/*
 * Foreign text: whatever stands in the manifests, there is an answer.
 */

const SEEDS: readonly Body[] = [
  statefulSet(),
  deployment(),
  claim(),
  volume(),
  storageClass(),
  config('Secret', 's', { a: 'b' }),
  service(),
  dump(),
];
const TYPES = UPDATE_RULES.flatMap(({ types }) => types);

const junk = fc.anything({ maxDepth: 3, withNullPrototype: false });
const wild = fc.oneof(
  fc.record({
    apiVersion: fc.constantFrom('v1', 'apps/v1', 'batch/v1'),
    kind: fc.constantFrom(...TYPES.map((type) => type.split('/').at(-1)!)),
    metadata: junk,
    spec: junk,
  }),
  // Objects of which one value is something else.
  fc.tuple(fc.constantFrom(...SEEDS), fc.nat(), junk).map(([body, place, value]) => spoiled(body, place, value)),
);

/** An object in which a value is another one. */
function spoiled(body: Body, place: number, value: unknown): Body {
  const copy = structuredClone(body);
  const places: Array<readonly [Record<string, unknown>, string]> = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key]);
      walk((node as Record<string, unknown>)[key]);
    }
  };
  walk(copy);
  const [node, key] = places[place % places.length];
  if (key !== 'apiVersion' && key !== 'kind') node[key] = value;
  return copy;
}

test('garbage never breaks it, and no format either', () => {
  fc.assert(
    fc.property(
      fc.array(wild, { maxLength: 6 }),
      fc.array(wild, { maxLength: 6 }),
      fc.constantFrom(...DEPLOYERS),
      (old, next, deployer) => {
        const read = (bodies: readonly unknown[]) => bodies.map((body) => new Manifest(body as Body));
        const context = new PlanContext(read(old), read(next), 36, deployer);
        const plan = planIn(context);
        for (const { runbook } of changeRunbooks(context, plan, { deployer, namespace: 'default' })) {
          expect(runbookScript(runbook)).not.toMatch(/undefined|\[object/);
        }
        const planned = { plan, problems: [], notes: [], runbooks: [], failOn: [] };
        for (const text of [planHuman(planned, { color: false }), planJson(planned), planMarkdown(planned)]) expect(text).not.toBe('');
        JSON.parse(planSarif(planned, { version: '1.0.0', directory: '/' }));
        for (const { cause } of plan.changes) expect(cause).not.toMatch(/undefined|\[object|NaN/);
      },
    ),
    { numRuns: 300 },
  );
});

test('an object in place of itself changes nothing, whatever it is', () => {
  fc.assert(
    fc.property(fc.array(wild, { maxLength: 6 }), (bodies) => {
      const read = () => bodies.map((body) => new Manifest(structuredClone(body) as Body));
      const named = read().filter(({ name }) => name !== '');
      expect(planBetween(named, named, { deployer: 'helm' }).changes).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('all goes and all comes, and nothing is there at all', () => {
  const all = SEEDS.map((body) => new Manifest(body));
  expect(planBetween([], [], {}).changes).toEqual([]);
  expect(planBetween([], all, { deployer: 'helm' }).changes).toEqual([]);
  expect(planBetween(all, [], { deployer: 'kubectl' }).changes).toEqual([]);
  expect(planBetween(all, [], { deployer: 'helm' }).counts).toMatchObject({ destroyed: 0, detached: 2 });
});

test('no value of a Secret and no literal password is told', () => {
  const password = 'hunter2hunter2';
  const old = [
    config('Secret', 's', { key: password }),
    statefulSet({ container: { env: [{ name: 'POSTGRES_PASSWORD', value: password }] } }),
  ];
  const next = [
    config('Secret', 's', { key: `${password}x`, more: password }, { type: 'example.com/other' }),
    statefulSet({ container: { env: [{ name: 'POSTGRES_PASSWORD', value: `${password}x` }] } }),
  ];
  const plan = planBetween(
    old.map((body) => new Manifest(body)),
    next.map((body) => new Manifest(body)),
  );
  const text = planJson({ plan, problems: [], notes: [], runbooks: [], failOn: [] });
  expect(plan.counts).toMatchObject({ refused: 1, 'at-risk': 1 });
  expect(text).not.toContain('hunter2');
  expect(text).not.toContain(Buffer.from(password).toString('base64').slice(0, 12));
});

test('a List and hundreds of thousands of fields take time in proportion', () => {
  const text = (objects: number, image: string) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: Array.from({ length: objects }, (_, index) =>
        statefulSet({ name: `db-${index}`, image, metadata: { labels: { a: String(index) } } }),
      ),
    });
  const work = (objects: number) => {
    const [old, next] = [readYaml(text(objects, 'postgres:16.1')).manifests, readYaml(text(objects, 'postgres:16.2')).manifests];
    return () => {
      expect(planBetween(old, next, { deployer: 'helm' }).counts.disruptive).toBe(objects);
    };
  };
  expectLinear(400, work);
});
