import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { ManifestDeployer, StoragePlan } from '../../src';
import '../../src/jest';
import { messageOf } from './support';

const claim = (chart: Chart, name: string) =>
  new ApiObject(chart, name, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } },
  });

const chartWith = (...names: string[]): Chart => {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  for (const name of names) claim(chart, name);
  return chart;
};

const HELM = { deployer: ManifestDeployer.HELM };
const CAUSE = 'The claim is no longer there, and Helm deletes it; its volume of class fast goes with it, unless that says Retain.';
const REMEDY =
  'Keep the claim among the manifests until the data is copied or no longer wanted, or set the volume to Retain first. To keep the object: the annotation helm.sh/resource-policy: keep, in a release before this one.';

test('constructs, manifests and files are compared alike', () => {
  const directory = mkdtempSync(join(tmpdir(), 'plan-'));
  try {
    const previous = chartWith('data', 'more');
    const file = join(directory, 'old.yaml');
    const list: unknown[] = Testing.synth(previous);
    writeFileSync(file, list.map((one) => JSON.stringify(one)).join('\n---\n'));
    for (const old of [previous, list, file, directory]) {
      const [change, ...more] = StoragePlan.between(old, chartWith('more'), HELM).changes();
      expect(more).toEqual([]);
      expect(change).toMatchObject({
        effect: 'destroyed',
        id: 'claim-deleted',
        kind: 'PersistentVolumeClaim',
        namespace: 'shop',
        name: 'data',
      });
      expect(StoragePlan.between(old, chartWith('more')).changes()).toEqual([]);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('it is written as the command writes it', () => {
  const plan = StoragePlan.between(chartWith('data'), [], HELM);
  expect(JSON.parse(plan.toJson())).toMatchObject({ formatVersion: 1, summary: { destroyed: 1 } });
  expect(plan.toMarkdown()).toContain('| **destroyed** | `PersistentVolumeClaim shop/data` |');
});

test('what it cannot read is refused, all at once', () => {
  expect(messageOf(() => StoragePlan.between(7, 'no/such/file', { kubernetes: '1.9', deployer: 'helmfile' as ManifestDeployer }))).toBe(
    [
      'StoragePlan.between at a plan: 4 problems',
      '  kubernetes: "1.9". Use one of 1.28, 1.29, 1.30, 1.31, 1.32, 1.33, 1.34, 1.35, 1.36, 1.37.',
      '  deployer: "helmfile". Use one of kubectl, helm, argocd, flux, kapp.',
      '  previous: 7. Give a construct, such as a chart, a list of manifests, or the path of a file or directory.',
      '  next: "no/such/file". There is no such file or directory.',
    ].join('\n'),
  );
});

test('the matcher tells of each loud change, and can be turned around', () => {
  expect(chartWith('data')).toKeepItsData(chartWith('data'), HELM);
  expect(chartWith('more')).not.toKeepItsData(chartWith('data'), HELM);
  expect(chartWith('more')).toKeepItsData(chartWith('data'));
  expect(messageOf(() => expect(chartWith()).toKeepItsData(chartWith('data'), HELM))).toBe(
    `expected all data to be kept, and 1 change does not:\n\n  destroyed claim-deleted: PersistentVolumeClaim shop/data\n    at shop/data\n    ${CAUSE}\n    ${REMEDY}`,
  );
  expect(messageOf(() => expect(chartWith('data')).not.toKeepItsData(chartWith('data')))).toBe(
    'expected data to be lost, refused or at risk, and all is kept',
  );
  expect(messageOf(() => expect(7).toKeepItsData(7))).toContain('toKeepItsData at expect(): 2 problems');
});
