import { confVolumes, isClaimForEach } from '../../../src/facts/operators/spark';

test('settings of one volume are read together, others are left alone', () => {
  const volumes = confVolumes([
    ['spark.executor.instances', '3'],
    ['spark.kubernetes.executor.volumes.persistentVolumeClaim.data.mount.path', '/data'],
    ['spark.kubernetes.driver.volumes.persistentVolumeClaim.data.mount.path', '/data'],
    ['spark.kubernetes.executor.volumes.persistentVolumeClaim.data.options.claimName', 'OnDemand'],
    ['spark.kubernetes.executor.volumes', 'x'],
  ]);
  expect(volumes.map(({ role, type, name, settings }) => [role, type, name, [...settings.keys()]])).toEqual([
    ['executor', 'persistentVolumeClaim', 'data', ['mount.path', 'options.claimName']],
    ['driver', 'persistentVolumeClaim', 'data', ['mount.path']],
  ]);
});

test.each([
  ['OnDemand', true],
  ['spill-SPARK_EXECUTOR_ID', true],
  ['spill', false],
])('a claim called %s is one for each executor: %s', (name, expected) => {
  expect(isClaimForEach(name)).toBe(expected);
});
