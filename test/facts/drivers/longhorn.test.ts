import { driverOf } from '../../../src/facts/drivers';
import { Parameters } from '../../../src/facts/drivers/driver-facts';

const problems = (parameters: Parameters) => driverOf('driver.longhorn.io')!.checkParameters(parameters);

test.each<[Parameters]>([
  [{ numberOfReplicas: '3', staleReplicaTimeout: '30', fsType: 'ext4', dataLocality: 'best-effort' }],
  [{ numberOfReplicas: '1', dataLocality: 'strict-local' }],
  // What Longhorn does not know it ignores, and others read.
  [{ 'csi.storage.k8s.io/provisioner-secret-name': 'key', team: 'shop' }],
])('%p is taken', (parameters) => {
  expect(problems(parameters)).toEqual([]);
});

test.each<[Parameters, string]>([
  [{ dataLocality: 'strict-local' }, 'numberOfReplicas'],
  [{ dataLocality: 'strict-local', numberOfReplicas: '2' }, 'numberOfReplicas'],
  [{ dataLocality: 'strict-local', numberOfReplicas: '1', migratable: 'true' }, 'migratable'],
  [{ dataLocality: 'strict_local' }, 'dataLocality'],
  [{ numberOfReplicas: 'three' }, 'numberOfReplicas'],
  [{ numberOfReplica: '2' }, 'numberOfReplica'],
  [{ staleReplicaTimeout: '30m' }, 'staleReplicaTimeout'],
  [{ encrypted: 'yes' }, 'encrypted'],
])('of %p %s is told', (parameters, parameter) => {
  expect(problems(parameters).map((one) => one.parameter)).toEqual([parameter]);
});
