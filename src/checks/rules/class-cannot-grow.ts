import { driverOf, isNetworkFileSystem, isNodeLocal } from '../../facts/drivers';
import { databasesOf } from '../lookup/databases';
import { driverOfClass, parametersOf } from '../lookup/storage';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  yield* checkPromises(set);
  // A class is told of once, by the first database on it.
  const told = new Set<Manifest>();
  for (const { pod, mount, facts } of databasesOf(set)) {
    const claim = mount?.volume && set.claim(pod, mount.volume);
    const storageClass =
      claim && claim.origin !== 'ephemeral' && set.persistentVolume(claim) === undefined ? set.storageClass(claim) : undefined;
    if (storageClass === undefined || told.has(storageClass)) continue;
    const { root, name } = storageClass;
    const expansion = root.at('allowVolumeExpansion');
    const driver = driverOfClass(storageClass) ?? '';
    if (expansion.flag === true || isNodeLocal(driver) || isNetworkFileSystem(driver)) continue;
    if (driverOf(driver)?.expands(parametersOf(storageClass)) === false) continue;
    told.add(storageClass);
    yield {
      at: expansion.exists ? expansion : root,
      cause: `The data of ${facts.title} in ${pod.workload.toString()} is on class ${name}, ${expansion.exists ? 'whose claims may not grow' : 'which does not say that its claims may grow, so they may not'}: when the disk is full, the API server refuses a larger one.`,
      remedy: 'Set allowVolumeExpansion: true, which can be added to a class that exists.',
    };
  }
}

/** Claims of such a class are taken at their word when they ask for more, and stay stuck. */
function* checkPromises(set: ManifestSet): Generator<Discovery> {
  for (const storageClass of set.all('storage.k8s.io/StorageClass')) {
    const expansion = storageClass.root.at('allowVolumeExpansion');
    const facts = driverOf(storageClass.root.at('provisioner').text ?? '');
    if (expansion.flag !== true || facts?.expands(parametersOf(storageClass)) !== false) continue;
    yield {
      at: expansion,
      cause: `Class ${storageClass.name} says that its claims may grow, and ${facts.title} cannot make them: a claim that asks for more stays stuck.`,
      remedy: 'Leave allowVolumeExpansion out.',
    };
  }
}

export const classCannotGrow: Rule = {
  id: 'class-cannot-grow',
  level: 'info',
  summary: 'a database on a class whose claims may not grow, or a class that says so and cannot',
  explanation: {
    why: [
      'Databases fill their disks, and stop. With allowVolumeExpansion on the class, the claim is given a larger size and the driver makes the disk and its file system grow, mostly without a restart. Without it, which is the default, the API server refuses, in the night in which the disk is full.',
      'It is one of the few fields of a class that can be changed later. Classes whose driver cannot make volumes grow are not reported.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: database
      provisioner: ebs.csi.aws.com
      parameters: { type: gp3 }
      reclaimPolicy: Retain
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: orders
      spec:
        serviceName: orders
        selector:
          matchLabels: { app: orders }
        template:
          metadata:
            labels: { app: orders }
          spec:
            containers:
              - name: postgres
                image: postgres:17.6
                env:
                  - { name: PGDATA, value: /pgdata/data }
                volumeMounts:
                  - { name: data, mountPath: /pgdata }
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: database
      provisioner: ebs.csi.aws.com
      parameters: { type: gp3 }
      reclaimPolicy: Retain
      volumeBindingMode: WaitForFirstConsumer
      allowVolumeExpansion: true
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: orders
      spec:
        serviceName: orders
        selector:
          matchLabels: { app: orders }
        template:
          metadata:
            labels: { app: orders }
          spec:
            containers:
              - name: postgres
                image: postgres:17.6
                env:
                  - { name: PGDATA, value: /pgdata/data }
                volumeMounts:
                  - { name: data, mountPath: /pgdata }
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims'],
  },
  check,
};
