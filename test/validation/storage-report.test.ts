import { ApiObject, App, Chart } from 'cdk8s';
import { StorageChecks } from '../../src/validation/storage-checks';
import { StorageReport } from '../../src/validation/storage-report';
import { brokenPod, idlePod, messageOf } from './support';

function newApp(): App {
  const app = new App();
  idlePod(new Chart(app, 'shop'));
  new ApiObject(new Chart(app, 'other'), 'config', { apiVersion: 'v1', kind: 'ConfigMap' });
  return app;
}

test('reports on what a construct synthesizes, with construct paths', () => {
  const app = newApp();
  const report = StorageReport.of(app);
  expect(JSON.parse(report.toJson()).workloads).toMatchObject([{ kind: 'Pod', name: 'idle', constructPath: 'shop/idle' }]);
  expect(report.toMarkdown()).toContain('### idle (Pod)');
  expect(report.toHtml()).toContain('<span class="origin">shop/idle</span>');
  expect(JSON.parse(StorageReport.of(app.node.findChild('other')).toJson()).workloads).toEqual([]);
});

test('reports on what is there when it is asked, and on what would fail to synthesize', () => {
  const app = newApp();
  const report = StorageReport.of(app);
  brokenPod(new Chart(app, 'late'));
  StorageChecks.of(app).enforce();
  expect(report.toMarkdown()).toContain('no such volume, the Pod does not start');
});

test('only constructs can be reported on', () => {
  expect(messageOf(() => StorageReport.of(3 as never))).toBe(
    'StorageReport.of at a construct: 1 problem\n  scope: 3. Give a construct: the app, a chart, or what is in one.',
  );
});
