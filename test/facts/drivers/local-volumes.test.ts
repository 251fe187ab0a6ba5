import { LOCAL_VOLUMES } from '../../../src/facts/drivers/local-volumes';
import { testParameters, testRequests, testZones } from './cases';

testParameters(LOCAL_VOLUMES, [{}], [[{ type: 'nvme' }, 'type: Nothing is provisioned, so nothing reads it. Leave it out.']]);

testRequests(LOCAL_VOLUMES, [
  [{}, { gibibytes: 999999, accessModes: ['ReadWriteMany'] }],
  [
    {},
    { accessModes: ['ReadWriteOncePod'] },
    'accessModes: Only CSI volumes can be ReadWriteOncePod, and local volumes are none. Use ReadWriteOnce.',
  ],
]);

testZones(LOCAL_VOLUMES, [
  [
    {},
    ['a'],
    'a: Nothing is provisioned, so nothing reads them: each local volume names its node in its own nodeAffinity. Leave them out.',
  ],
]);

test('local volumes never grow', () => {
  expect(LOCAL_VOLUMES.expands({})).toBe(false);
});
