import { spawnSync } from 'node:child_process';
import { Manifest } from '../../src/checks';
import { Deployer, DEPLOYERS } from '../../src/facts/deployers';
import { PlanContext, planIn } from '../../src/plan';
import { changeRunbooks } from '../../src/runbooks/changes/find';
import { runbookScript } from '../../src/runbooks/script';
import { runbookText } from '../../src/runbooks/text';
import { Body, claim, deployment, statefulSet } from '../plan/objects';

/*
 * For which changes there is a runbook, and what it does: that it does so on a cluster is shown in test/cluster.
 */

const read = (bodies: readonly Body[]) => bodies.map((body) => new Manifest(body));

interface Asked {
  readonly deployer?: Deployer;
  readonly namespace?: string;
}

function runbooksOf(old: readonly Body[], next: readonly Body[], { deployer = 'kubectl', namespace = 'default' }: Asked = {}) {
  const context = new PlanContext(read(old), read(next), 36, deployer);
  return changeRunbooks(context, planIn(context), { deployer, namespace });
}

const titles = (old: readonly Body[], next: readonly Body[], asked?: Asked) =>
  runbooksOf(old, next, asked).flatMap(({ name, runbook }) => [name, ...runbook.steps.map(({ title }) => title)]);

test('disks of a set grow before the set is deleted alone, since a template holds for new claims only', () => {
  expect(titles([statefulSet({ spec: { replicas: 2 } })], [statefulSet({ size: '20Gi', spec: { replicas: 2 } })])).toEqual([
    'grow-shop-pg',
    'Grow the claim data-pg-0 to 20Gi',
    'Grow the claim data-pg-1 to 20Gi',
    'Delete the StatefulSet pg alone',
    'Apply the new manifests',
    'Wait until statefulset pg is ready',
    'Wait until the volume of data-pg-0 has grown',
    'Wait until the volume of data-pg-1 has grown',
  ]);
});

test('a renamed set: no volume goes with its claim, nothing writes meanwhile, and kubectl leaves no old set behind', () => {
  const old = [statefulSet()];
  const next = [statefulSet({ name: 'orders', spec: { selector: { matchLabels: { app: 'orders' } } } })];
  expect(titles(old, next)).toEqual([
    'move-shop-orders',
    'Keep the volume of the claim shop/data-pg-0, whatever happens to its claim',
    'Stop statefulset pg',
    'Delete the claim data-pg-0',
    'Keep the volume for the claim data-orders-0',
    'Make the claim data-orders-0, for this volume',
    'Apply the new manifests',
    'Wait until statefulset orders is ready',
    'Delete the old statefulset pg',
    'Take the mark off the volume of the claim shop/data-pg-0',
    'Have the volume of the claim shop/data-pg-0 go with its claim (Delete)',
  ]);
  // Helm deletes the old set itself; Argo CD would start it again, and prune its claim.
  expect(titles(old, next, { deployer: 'helm' })).not.toContain('Delete the old statefulset pg');
  expect(titles(old, next, { deployer: 'argocd' })).toEqual(
    expect.arrayContaining(['Have Argo CD keep the claim data-pg-0', 'Have Argo CD leave all of it alone']),
  );
});

test('what was read from a cluster is filled in: no volume is looked up', () => {
  const live = [
    claim('files', { volumeName: 'pv-7' }, { uid: '1' }),
    deployment({ metadata: { uid: '2', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' } } }),
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'pv-7', uid: '3' },
      spec: { persistentVolumeReclaimPolicy: 'Delete', claimRef: { namespace: 'shop', name: 'files' } },
    },
  ];
  const next = [deployment({ volume: { persistentVolumeClaim: { claimName: 'other' } } }), claim('other')];
  const [{ runbook }] = runbooksOf(live, next);
  expect(runbook.lookups).toEqual([]);
  expect(runbookText(runbook)).toContain(`kubectl patch persistentvolume/pv-7 -p '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'`);
  expect(runbook.steps.at(-1)?.title).toBe('Have the volume pv-7 go with its claim again (Delete)');
});

test('another class is a copy under the same name, and the old volume is kept', () => {
  const names = titles([statefulSet()], [statefulSet({ className: 'faster' })]);
  expect(names).toEqual([
    'copy-shop-pg',
    'Keep the volume of the claim shop/data-pg-0, whatever happens to its claim',
    'Stop statefulset pg',
    'Make a claim of class faster beside data-pg-0',
    'Copy the files of data-pg-0',
    'Keep the volume of the claim shop/data-pg-0-moving, whatever happens to its claim',
    'Delete the Job data-pg-0-copy',
    'Delete the old claim data-pg-0',
    'Delete the claim data-pg-0-moving',
    'Keep the volume for the claim data-pg-0',
    'Make the claim data-pg-0, for this volume',
    'Delete the StatefulSet pg alone',
    'Apply the new manifests',
    'Start statefulset pg',
    'Wait until statefulset pg is ready',
    'Take the mark off the volume of the claim shop/data-pg-0',
    'Take the mark off the volume of the claim shop/data-pg-0-moving',
    'Have the volume of the claim shop/data-pg-0-moving go with its claim (Delete)',
  ]);
});

test.each<[string, readonly Body[], readonly Body[]]>([
  ['less room, which no volume has afterwards', [statefulSet()], [statefulSet({ size: '1Gi' })]],
  [
    'claims of several Pods for one',
    [statefulSet({ spec: { replicas: 2 } })],
    [deployment({ name: 'pg', image: 'postgres:16.4', path: '/var/lib/postgresql/data' })],
  ],
  ['an emptyDir in place of a claim', [deployment()], [deployment({ volume: { emptyDir: {} } })]],
  ['nothing that is refused or lost', [statefulSet()], [statefulSet({ spec: { replicas: 3 } })]],
  ['names that are none', [statefulSet({ name: 'a b' })], [statefulSet({ name: 'a b', size: '20Gi' })]],
])('there is no runbook for %s', (_title, old, next) => {
  expect(runbooksOf(old, next)).toEqual([]);
});

test('objects that name no namespace are where the command says', () => {
  const without = (body: Body): Body => ({ ...body, metadata: { ...(body.metadata as Body), namespace: undefined } });
  const [old, next] = [without(statefulSet()), without(statefulSet({ size: '20Gi' }))];
  expect(titles([old], [next], { namespace: 'prod' })[0]).toBe('grow-prod-pg');
  expect(runbookText(runbooksOf([old], [next], { namespace: 'prod' })[0].runbook)).toContain('-n prod');
});

test('every script is one that a shell reads, whatever applies the manifests', () => {
  const pairs: ReadonlyArray<readonly [Body, Body]> = [
    [statefulSet(), statefulSet({ size: '20Gi' })],
    [statefulSet(), statefulSet({ name: "o'rders" })],
    [statefulSet(), statefulSet({ name: 'orders', template: 'disk' })],
    [statefulSet(), statefulSet({ className: 'faster' })],
    [statefulSet(), statefulSet({ spec: { serviceName: 'x; $(y) `z`', selector: { matchLabels: { app: 'pg', more: '1' } } } })],
  ];
  for (const deployer of DEPLOYERS) {
    for (const [old, next] of pairs) {
      for (const { runbook } of runbooksOf([old], [next], { deployer })) {
        const { status, stderr } = spawnSync('sh', ['-n'], { input: runbookScript(runbook), encoding: 'utf8' });
        expect([status, stderr]).toEqual([0, '']);
      }
    }
  }
});
