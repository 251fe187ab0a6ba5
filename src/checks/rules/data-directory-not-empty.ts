import { isDiskOfItsOwn, titleOfDriver } from '../../facts/drivers';
import { fileSystemOf } from '../../facts/drivers/parameter-table';
import { normalizePath } from '../../facts/kubernetes/paths';
import { emptyDirectoryRemedy, wantsEmptyDirectory } from '../../facts/programs/placement';
import { Program, programsOf } from '../lookup/programs';
import { wordsOf } from '../lookup/scripts';
import { driverOfPodVolume, isPersistent, likelyDriver } from '../lookup/storage';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const program of programsOf(set)) {
    const { pod, mount, title, directory, image, layout, tag, told, facts } = program;
    if (!wantsEmptyDirectory(image, layout, tag, told)) continue;
    if (mount?.volume === undefined || mount.subPath !== undefined || !isPersistent(mount.volume)) continue;
    if (normalizePath(mount.path!) !== directory) continue;
    const driver = likelyDriver(set, pod, mount.volume);
    if (
      driver === undefined ||
      !isDiskOfItsOwn(driver, set.claim(pod, mount.volume)?.accessModes ?? []) ||
      !isNewExt4(set, program) ||
      isEmptied(program)
    ) {
      continue;
    }
    const isSure = driverOfPodVolume(set, pod, mount.volume) !== undefined;
    yield {
      at: mount.at.at('mountPath'),
      level: isSure ? 'error' : 'warning',
      cause: `${title} wants an empty ${directory}, and that is the root of a new disk of ${titleOfDriver(driver)}${isSure ? '' : ', if the class is what its name says'}: its file system, ext4 unless told otherwise, has lost+found there, and the server does not start.`,
      remedy: `${emptyDirectoryRemedy(facts, directory)} On a volume that has data already, leave it, and acknowledge this.`,
    };
  }
}

/** Whether the disk may be new, and gets ext4: XFS has no lost+found, and a copy has data. */
function isNewExt4(set: ManifestSet, { pod, mount }: Program): boolean {
  const claim = set.claim(pod, mount!.volume!);
  if (claim === undefined || claim.hasSource) return false;
  const volume = set.persistentVolume(claim);
  const parameters = set.storageClass(claim)?.root.at('parameters').map ?? {};
  return /^ext[234]$|^$/i.test(volume?.root.at('spec', 'csi', 'fsType').text ?? fileSystemOf(parameters) ?? '');
}

/** An init container that sees the volume and takes lost+found away. */
function isEmptied({ pod, mount }: Program): boolean {
  return pod.containers.some(
    (container) =>
      container.role === 'init' &&
      container.mounts.some(({ volume }) => volume === mount!.volume) &&
      /lost\+found|\brm\b|rmdir/.test(wordsOf(container).join(' ')),
  );
}

export const dataDirectoryNotEmpty: Rule = {
  id: 'data-directory-not-empty',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a server that wants an empty directory, at the root of a disk whose new file system has lost+found',
  explanation: {
    why: [
      'A new ext4 file system has a directory lost+found. initdb of PostgreSQL, the initialization of MySQL 5.7 and Kafka take it for data of somebody else, and do not start. It works on a laptop, where the class makes plain directories, and fails on the first cluster with real disks.',
      'A directory below the mount is empty. A volume that has data already is not to be changed: the server would start beside it, empty.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: database
      provisioner: ebs.csi.aws.com
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
              - name: orders
                image: postgres:17.6
                volumeMounts:
                  - { name: data, mountPath: /var/lib/postgresql/data }
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
              - name: orders
                image: postgres:17.6
                env:
                  - { name: PGDATA, value: /var/lib/postgresql/data/pgdata }
                volumeMounts:
                  - { name: data, mountPath: /var/lib/postgresql/data }
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    see: [
      'https://hub.docker.com/_/postgres',
      'https://github.com/docker-library/mysql/issues/186',
      'https://github.com/strimzi/strimzi-kafka-operator/issues/1307',
    ],
  },
  check,
};
