import { changesGroup } from '../../facts/drivers';
import { driverOfPodVolume, fsGroupPolicyOf, isNfs, isPersistent } from '../lookup/storage';
import { ManifestSet } from '../manifest-set';
import { PodTemplate, PodVolume } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    const context = pod.spec.at('securityContext');
    const policy = context.at('fsGroupChangePolicy');
    if (!context.at('fsGroup').exists || policy.text === 'OnRootMismatch') continue;
    const volume = pod.volumes.find((candidate) => isPersistent(candidate) && isWalked(set, pod, candidate));
    if (volume === undefined) continue;
    yield {
      at: policy.exists ? policy : context.at('fsGroup'),
      cause: `fsGroup ${policy.exists ? `with fsGroupChangePolicy ${String(policy.value)}` : 'without fsGroupChangePolicy'} changes the group of every file on volume ${volume.name} at each start of the Pod.`,
      remedy: 'Set fsGroupChangePolicy: OnRootMismatch.',
    };
  }
}

/** Raw disks have no files, and what the kubelet does is for the driver to say; NFS has a rule of its own. */
function isWalked(set: ManifestSet, pod: PodTemplate, volume: PodVolume): boolean {
  const claim = set.claim(pod, volume);
  if (claim?.volumeMode === 'Block' || pod.mountsOf(volume).some(({ isDevice }) => isDevice)) return false;
  const driver = driverOfPodVolume(set, pod, volume);
  if (driver === undefined) return claim === undefined || claim.accessModes.length === 0 || claim.isSingleNode;
  return !isNfs(driver) && changesGroup(driver, claim?.accessModes ?? [], fsGroupPolicyOf(set, driver));
}

export const recursiveOwnershipChange: Rule = {
  id: 'recursive-ownership-change',
  level: 'warning',
  summary: 'fsGroup with fsGroupChangePolicy Always, which is the default, on a persistent volume',
  explanation: {
    why: [
      'With Always the kubelet walks the whole volume before each start and changes group and mode of every file: minutes, on a volume with millions of them. It turns 0700 into 2770, with which Postgres refuses to start. OnRootMismatch does it once, when the root directory does not have the group yet.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: wiki
      spec:
        securityContext:
          fsGroup: 10001
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
    see: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#configure-volume-permission-and-ownership-change-policy-for-pods',
    ],
  },
  check,
};
