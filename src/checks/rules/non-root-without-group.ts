import { decidesOwner, makesOpenDirectories } from '../../facts/drivers';
import { programIn, userOf } from '../lookup/programs';
import { wordsOf } from '../lookup/scripts';
import { driverOfPodVolume, isNfs, isPersistent, optionsOfVolume } from '../lookup/storage';
import { runsAsNonRoot } from '../lookup/users';
import { ManifestSet } from '../manifest-set';
import { Container, PodTemplate, PodVolume } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    const context = pod.spec.at('securityContext');
    if (context.at('fsGroup').exists || context.at('supplementalGroups').items.length > 0) continue;
    for (const container of pod.running) {
      const user = userOfImage(set, pod, container);
      if (!runsAsNonRoot(pod, container) && user === 0) continue;
      const mount = container.mounts.find(
        ({ volume, writable, isDevice }) =>
          volume !== undefined &&
          writable &&
          !isDevice &&
          (isPersistent(volume) || volume.type === 'ephemeral') &&
          !hasOwner(set, pod, volume),
      );
      if (mount === undefined) continue;
      yield {
        at: mount.at,
        cause: `Container ${container.name} runs as ${user === 0 ? 'non-root' : `user ${user}, as its image says,`} and writes to volume ${mount.name}, whose new file system belongs to root; no group lets it in.`,
        remedy: remedyFor(driverOfPodVolume(set, pod, mount.volume!), user),
      };
    }
  }
}

function remedyFor(driver: string | undefined, user: number): string {
  if (driver === 'hostPath') {
    return 'Give the directory to the user of the container, on the node or by an init container: the kubelet changes no group of a hostPath.';
  }
  return isNfs(driver)
    ? 'Set supplementalGroups on the Pod, with the group that owns the files on the server.'
    : `Set fsGroup${user === 0 ? '' : `: ${user}`} with fsGroupChangePolicy: OnRootMismatch on the Pod; for NFS, supplementalGroups.`;
}

/** The user of the image, where it is known and nobody says otherwise; 0 for root. */
function userOfImage(set: ManifestSet, pod: PodTemplate, container: Container): number {
  const program = programIn(set, container);
  const isWritten = [container.at, pod.spec].some((at) => at.at('securityContext', 'runAsUser').exists);
  return program === undefined || isWritten ? 0 : userOf(program);
}

/** Whether somebody else sees to who may write: an init container, the driver, mount options, or a share that is open to all. */
function hasOwner(set: ManifestSet, pod: PodTemplate, volume: PodVolume): boolean {
  const init = pod.containers.filter(({ role }) => role === 'init');
  if (init.some((container) => fixesOwner(pod, container, volume))) return true;
  const driver = driverOfPodVolume(set, pod, volume) ?? '';
  if (decidesOwner(driver) || makesOpenDirectories(driver)) return true;
  const claim = set.claim(pod, volume);
  const storageClass = claim && set.storageClass(claim);
  const persistentVolume = claim && set.persistentVolume(claim);
  if (storageClass?.root.at('parameters', 'mountPermissions').exists) return true;
  if (persistentVolume?.root.at('spec', 'csi', 'volumeAttributes', 'mountPermissions').exists) return true;
  return optionsOfVolume(set, pod, volume).some((option) => /^(uid|gid|dir_mode)=/.test(option));
}

/** A root init container with the volume mounted is there for its owner; another one only if it says so. */
function fixesOwner(pod: PodTemplate, container: Container, volume: PodVolume): boolean {
  if (!container.mounts.some((mount) => mount.volume === volume && mount.writable)) return false;
  return !runsAsNonRoot(pod, container) || /\b(chown|chmod|chgrp|setfacl|install)\b/.test(wordsOf(container).join(' '));
}

export const nonRootWithoutGroup: Rule = {
  id: 'non-root-without-group',
  level: 'warning',
  summary: 'a non-root container that writes to a persistent volume with neither fsGroup nor supplementalGroups',
  explanation: {
    why: [
      'A new disk has a file system that belongs to root. Without fsGroup a non-root program gets Permission denied on its first write, on the first day of a new cluster rather than in a test where the directory was open. Many images run as a user of their own although nobody says so: prometheus, grafana, kafka, all of Bitnami.',
      'An init container of root that mounts the volume, drivers that set the owner themselves, and mount options such as uid= count as an answer.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: wiki
      spec:
        securityContext:
          runAsNonRoot: true
          runAsUser: 10001
        containers:
          - name: wiki
            image: registry.example.com/wiki:2.4.0
            volumeMounts:
              - { name: data, mountPath: /data }
        volumes:
          - name: data
            persistentVolumeClaim: { claimName: wiki }
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: wiki
      spec:
        securityContext:
          runAsNonRoot: true
          runAsUser: 10001
          fsGroup: 10001
          fsGroupChangePolicy: OnRootMismatch
        containers:
          - name: wiki
            image: registry.example.com/wiki:2.4.0
            volumeMounts:
              - { name: data, mountPath: /data }
        volumes:
          - name: data
            persistentVolumeClaim: { claimName: wiki }
    `,
    see: ['https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-the-security-context-for-a-pod'],
  },
  check,
};
