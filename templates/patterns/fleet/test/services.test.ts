import { App, Testing, Yaml } from 'cdk8s';
import 'cdk8s-storage/jest';
import { ServiceChart } from '../charts/service';
import { StorageChart } from '../charts/storage';
import { services } from '../services';

const app = new App();
const storage = new StorageChart(app, 'template-service-storage');
const charts = services.map((service) => new ServiceChart(app, service.name, service));

test.each([storage, ...charts].map((chart) => [chart.node.id, chart] as const))('%s synthesizes what it did', (_, chart) => {
  expect(Yaml.stringify(...(Testing.synth(chart) as unknown[]))).toMatchSnapshot();
});

test('the fleet has no storage mistakes', () => {
  expect(app).toHaveNoStorageFindings();
});
