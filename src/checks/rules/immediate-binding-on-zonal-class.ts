import { driverOf } from '../../facts/drivers';
import { driverOfClass } from '../lookup/storage';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const storageClass of set.all('storage.k8s.io/StorageClass')) {
    const mode = storageClass.root.at('volumeBindingMode');
    const facts = driverOf(driverOfClass(storageClass) ?? '');
    if (facts?.zonalDisk !== true || (mode.exists && mode.text !== 'Immediate')) continue;
    const zones = storageClass.root.at('allowedTopologies').items.flatMap((term) => term.at('matchLabelExpressions').items);
    // Where there is one zone only, the disk cannot be in a wrong one.
    if (zones.length === 1 && zones[0].at('values').texts.length === 1) continue;
    yield {
      at: mode,
      cause: `Class ${storageClass.name} ${mode.exists ? 'has' : 'says nothing about binding, which means'} Immediate: ${facts.title} makes the disk before it is known where the Pod can run, perhaps in a zone where it cannot.`,
      remedy: 'Set volumeBindingMode: WaitForFirstConsumer.',
    };
  }
}

export const immediateBindingOnZonalClass: Rule = {
  id: 'immediate-binding-on-zonal-class',
  level: 'warning',
  summary: 'a class of zonal disks that binds immediately',
  explanation: {
    why: [
      'A disk can be attached in its own zone only. With Immediate, which is the default, it is made in any zone as soon as the claim is there. If the Pod then does not fit there (no room, an affinity, a second claim in another zone), it stays Pending for ever. WaitForFirstConsumer makes the disk where the Pod has been placed.',
      'The binding mode of a class cannot be changed: make a new class.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: database
      provisioner: pd.csi.storage.gke.io
      parameters:
        type: pd-ssd
      reclaimPolicy: Retain
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: database
      provisioner: pd.csi.storage.gke.io
      parameters:
        type: pd-ssd
      reclaimPolicy: Retain
      volumeBindingMode: WaitForFirstConsumer
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode'],
  },
  check,
};
