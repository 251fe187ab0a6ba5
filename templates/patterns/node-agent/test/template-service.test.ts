import { App, Testing, Yaml } from 'cdk8s';
import 'cdk8s-storage/jest';
import { TemplateServiceChart } from '../charts/template-service';

const chart = new TemplateServiceChart(new App(), 'template-service');

test('template-service synthesizes what it did', () => {
  expect(Yaml.stringify(...(Testing.synth(chart) as unknown[]))).toMatchSnapshot();
});

test('template-service has no storage mistakes', () => {
  expect(chart).toHaveNoStorageFindings();
});
