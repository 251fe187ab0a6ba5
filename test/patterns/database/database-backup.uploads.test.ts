import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { manifests, newChart, refusal } from '../../support';
import { newBackup, newDatabase } from './support';

function backUp(limit: Size, writablePaths?: string[]) {
  const chart = newChart();
  newBackup(chart, {
    database: newDatabase(chart),
    hardening: { networkPolicy: false },
    uploads: [{ name: 'upload', image: 'rclone/rclone:1.71', resources: { ephemeralStorage: { limit } }, writablePaths }],
  });
  return chart;
}

const WHY =
  'A Pod is evicted when its volumes, layers and logs exceed the ephemeral-storage limits of its containers: upload 79Mi is not above 80Mi. Raise a limit, or leave it out so that it follows from sizeLimit.';

test('an upload whose limit has no room for its writable paths and the handover is refused before anything is made', () => {
  expect(refusal(() => backUp(Size.mebibytes(79), ['/tmp']))).toBe(`DatabaseBackup at shop/backup: 1 problem\n  uploads: "80Mi". ${WHY}`);
});

test('an upload whose limit has room keeps its limit', () => {
  const cronJob = manifests(backUp(Size.mebibytes(81), ['/tmp'])).find(({ kind }) => kind === 'CronJob');
  const [upload] = cronJob.spec.jobTemplate.spec.template.spec.containers;
  expect(upload.resources.limits['ephemeral-storage']).toBe('81Mi');
});

test('an upload without a limit gets one with room for the handover', () => {
  const chart = newChart();
  newBackup(chart, {
    database: newDatabase(chart),
    allowTo: [kplus.NetworkPolicyIpBlock.anyIpv4(chart, 'anywhere')],
    uploads: [{ name: 'upload', image: 'rclone/rclone:1.71' }],
  });
  const cronJob = manifests(chart).find(({ kind }) => kind === 'CronJob');
  const [upload] = cronJob.spec.jobTemplate.spec.template.spec.containers;
  expect(upload.resources.limits['ephemeral-storage']).toBe('272Mi');
});
