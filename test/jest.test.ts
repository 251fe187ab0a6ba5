import { App, Chart, Testing } from 'cdk8s';
import { FindingLevel, StorageChecks } from 'cdk8s-storage';
import '../src/jest';
import { storageMatchers } from '../src/jest';
import { brokenPod, idlePod, messageOf, newShop } from './validation/support';

test('the matcher passes where nothing is found, and can be turned around', () => {
  const { app, chart } = newShop();
  expect(chart).toHaveNoStorageFindings();
  expect(app).toHaveNoStorageFindings({ complete: true });
  brokenPod(chart);
  expect(chart).not.toHaveNoStorageFindings();
  expect(messageOf(() => expect(new Chart(new App(), 'x')).not.toHaveNoStorageFindings())).toBe(
    'expected storage findings, and there are none',
  );
});

test('the message shows each finding with its construct', () => {
  const { chart } = newShop();
  brokenPod(chart);
  idlePod(chart);
  const [idle, broken] = StorageChecks.of(chart).findings();
  expect(messageOf(() => expect(chart).toHaveNoStorageFindings())).toBe(`expected no storage findings, and there are 2:

  warning volume-never-mounted: Pod shop/idle /spec/volumes/0
    at shop/idle
    ${idle.cause}
    ${idle.remedy}

  error mount-without-volume: Pod shop/pod /spec/containers/0/volumeMounts/0/name
    at shop/pod
    ${broken.cause}
    ${broken.remedy}`);
});

test('findings of every level count, unless told otherwise', () => {
  const { chart } = newShop();
  idlePod(chart);
  expect(chart).not.toHaveNoStorageFindings();
  expect(chart).toHaveNoStorageFindings({ failOn: FindingLevel.ERROR });
});

test('manifests can be given instead of constructs', () => {
  const { chart } = newShop();
  brokenPod(chart);
  const manifests: unknown = Testing.synth(chart);
  expect(messageOf(() => expect(manifests).toHaveNoStorageFindings())).toMatch(
    /^expected no storage findings, and there is 1:\n\n {2}error mount-without-volume: Pod shop\/pod/,
  );
  expect([]).toHaveNoStorageFindings();
});

test('what cannot be checked is refused', () => {
  expect(messageOf(() => expect('x').toHaveNoStorageFindings())).toBe(
    'toHaveNoStorageFindings at expect(): 1 problem\n  received: "x". Give a construct, such as a chart, or a list of manifests.',
  );
  expect(messageOf(() => expect([{ kind: 'Pod' }]).toHaveNoStorageFindings())).toContain('has no apiVersion');
  expect(messageOf(() => expect([]).toHaveNoStorageFindings({ complete: 1 } as never))).toContain('complete: 1. Give true or false.');
});

test('other test runners are given the matcher', () => {
  expect(storageMatchers.toHaveNoStorageFindings(newShop().chart, null as never).pass).toBe(true);
});
