import { Size } from 'cdk8s';
import { DatabaseEngine, DatabaseOrigin, ReplicatedDatabase, StatefulDatabase } from '../../../src';
import { Manifest, manifests, newChart } from '../../support';
import { FAST, LEAST } from './support';

/*
 * An import is read by a Job of the operator: it has to get out to the old database, and in there. test/integration/replicated-database.test.ts does it on real servers.
 */

/** What the operator writes on the Pods of its Job (specs/jobs.go). */
const JOB = { 'cnpg.io/cluster': 'orders-pg', 'cnpg.io/jobRole': 'import', 'cnpg.io/instanceName': 'orders-pg-1' };

type Labels = Readonly<Record<string, string>>;

const selects = ({ matchLabels = {}, matchExpressions = [] }: Manifest, labels: Labels): boolean =>
  Object.entries(matchLabels as Labels).every(([key, value]) => labels[key] === value) &&
  (matchExpressions as Manifest[]).every(({ key, operator }) => operator === 'Exists' && Object.hasOwn(labels, key as string));

/** Whether a rule of one direction lets a Pod of the namespace through at a port. */
function passes(policy: Manifest, direction: 'ingress' | 'egress', peer: Labels, port: number): boolean {
  const side = direction === 'ingress' ? 'from' : 'to';
  return ((policy.spec[direction] ?? []) as Manifest[]).some(
    (rule) =>
      (rule.ports as Manifest[]).some((item) => item.port === port) &&
      ((rule[side] ?? []) as Manifest[]).some(
        ({ podSelector, namespaceSelector }) =>
          selects(podSelector, peer) && selects(namespaceSelector ?? {}, { 'kubernetes.io/metadata.name': 'shop' }),
      ),
  );
}

function moved(imported: boolean) {
  const chart = newChart();
  const old = new StatefulDatabase(chart, 'old', {
    name: 'orders-db',
    engine: DatabaseEngine.postgres({ version: '17' }),
    storage: { size: Size.gibibytes(10), storageClass: FAST },
  });
  new ReplicatedDatabase(chart, 'new', { ...LEAST, name: 'orders-pg', ...(imported && { origin: DatabaseOrigin.importOf(old) }) });
  const all = manifests(chart);
  const { labels } = all.find(({ kind }) => kind === 'StatefulSet')!.spec.template.metadata as { readonly labels: Labels };
  const policies = all.filter(({ kind }) => kind === 'NetworkPolicy');
  const of = (pod: Labels) => policies.filter(({ spec }) => selects(spec.podSelector, pod));
  return { all, labels, ofJob: of(JOB), ofOld: of(labels) };
}

test('the Job gets out to the old database and in there, at its port and at no other; without an import nobody does', () => {
  const { labels, ofJob, ofOld } = moved(true);
  expect([ofJob.length, ofOld.length]).toEqual([1, 1]);
  expect(passes(ofJob[0], 'egress', labels, 5432)).toBe(true);
  expect(passes(ofOld[0], 'ingress', JOB, 5432)).toBe(true);
  expect(passes(ofOld[0], 'ingress', JOB, 22)).toBe(false);
  // Its servers have no business there, and no Job of another Cluster has.
  expect(passes(ofOld[0], 'ingress', { 'cnpg.io/cluster': 'orders-pg', 'cnpg.io/podRole': 'instance' }, 5432)).toBe(false);
  expect(passes(ofOld[0], 'ingress', { ...JOB, 'cnpg.io/cluster': 'others' }, 5432)).toBe(false);

  const alone = moved(false);
  expect(passes(alone.ofOld[0], 'ingress', JOB, 5432)).toBe(false);
});

test('the old database stays what it was, but for who comes in', () => {
  const others = ({ all }: ReturnType<typeof moved>) =>
    all.filter(({ kind, metadata }) => kind !== 'Cluster' && !`${metadata.name}`.startsWith('orders-pg'));
  const withoutRules = (list: Manifest[]) =>
    list.map((item) => (item.kind === 'NetworkPolicy' ? { ...item, spec: { ...item.spec, ingress: [] } } : item));
  expect(withoutRules(others(moved(true)))).toEqual(withoutRules(others(moved(false))));
});
