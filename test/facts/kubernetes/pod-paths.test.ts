import { ownTemplatePath, replicasPath, templatePath } from '../../../src/facts/kubernetes/pod-paths';
import { isListKind, typeOf } from '../../../src/facts/kubernetes/types';

test('a kind is known by its group, whatever the version', () => {
  expect(typeOf('v1', 'Pod')).toBe('Pod');
  expect(typeOf('apps/v1', 'Deployment')).toBe('apps/Deployment');
  expect(typeOf('extensions/v1beta1', 'Deployment')).toBe('apps/Deployment');
  expect([isListKind('List'), isListKind('PodList'), isListKind('Pod'), isListKind(7)]).toEqual([true, true, false, false]);
});

test('Pods and their number stand where their kind has them', () => {
  expect(ownTemplatePath('Pod')).toEqual([]);
  expect(ownTemplatePath('batch/CronJob')).toEqual(['spec', 'jobTemplate', 'spec', 'template']);
  expect(ownTemplatePath('example.com/Job')).toBeUndefined();
  expect(ownTemplatePath('argoproj.io/Rollout')).toBeUndefined();
  expect(templatePath('argoproj.io/Rollout')).toEqual(['spec', 'template']);
  expect(templatePath('constructor')).toBeUndefined();
  expect(replicasPath('apps/StatefulSet')).toEqual(['spec', 'replicas']);
  expect(replicasPath('batch/CronJob')).toEqual(['spec', 'jobTemplate', 'spec', 'parallelism']);
});
