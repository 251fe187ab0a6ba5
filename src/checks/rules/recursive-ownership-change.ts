import { changesGroup } from '../../facts/drivers';
import { chownProblem, ownerChanges } from '../lookup/owners';
import { placeOfCommands } from '../lookup/shell';
import { driverOfPodVolume, fsGroupPolicyOf, isNfs, isPersistent } from '../lookup/storage';
import { ManifestSet } from '../manifest-set';
import { PodTemplate, PodVolume } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    yield* checkScripts(set, pod);
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

/** What a container does to the whole volume each time it starts; what it may not do is told by chown-without-root. */
function* checkScripts(set: ManifestSet, pod: PodTemplate): Generator<Discovery> {
  if (pod.isTask) return;
  const told = new Set<PodVolume>();
  for (const { container, program, mount, path, recursive, unconditional } of ownerChanges(pod)) {
    const volume = mount.volume!;
    if (!recursive || !unconditional || !isPersistent(volume) || told.has(volume)) continue;
    if (program === 'chown' && chownProblem(pod, container) !== undefined) continue;
    told.add(volume);
    const driver = driverOfPodVolume(set, pod, volume);
    yield {
      level: 'info',
      at: placeOfCommands(container),
      cause: `Container ${container.name} walks all of ${path} on volume ${volume.name} with ${program} at each start of the Pod.`,
      remedy:
        program === 'chmod' || isNfs(driver)
          ? 'Look first whether the directory has the owner and the mode already, and leave the rest alone.'
          : 'Set fsGroup with fsGroupChangePolicy: OnRootMismatch on the Pod, or look first whether the directory has its owner already.',
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
  otherLevels: ['info'],
  summary:
    'fsGroup with fsGroupChangePolicy Always, which is the default, on a persistent volume; a script that does the same at each start (info)',
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
