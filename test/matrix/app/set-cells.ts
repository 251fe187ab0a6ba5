import { Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { ClaimRetention, ClaimTemplate, MountAccess } from 'cdk8s-storage';
import { statefulSet as make } from './cdk8s-plus';
import { storageClass } from './things';

/*
 * What is done to StatefulSets only.
 */

type Target = ReturnType<typeof make>;

const WRITE = { access: MountAccess.READ_WRITE };
const storage = Size.gibibytes(1);

export const cells: Readonly<Record<string, (chart: Chart, set: Target) => void>> = {
  'ClaimTemplate.mountInto'(_, set) {
    new ClaimTemplate(set, 'data', { storage, storageClass }).mountInto(set, '/data', WRITE);
  },
  'ClaimTemplate.mountInto, into some containers'(_, set) {
    const template = new ClaimTemplate(set, 'data', { storage, storageClass, whenDeleted: ClaimRetention.DELETE });
    template.mountInto(set, '/data', { containers: ['main'], subPath: 'uploads' });
  },
  'ClaimTemplate, two of them'(_, set) {
    new ClaimTemplate(set, 'data', { storage, storageClass }).mountInto(set, '/data', WRITE);
    new ClaimTemplate(set, 'log', { storage, storageClass }).mountInto(set, '/log', WRITE);
  },
  'ClaimTemplate.attachInto'(_, set) {
    const template = new ClaimTemplate(set, 'device', { storage, storageClass, volumeMode: kplus.PersistentVolumeMode.BLOCK });
    template.attachInto(set, '/dev/data', { containers: ['main'] });
  },
};

export { make };
