import { driverOf, driverOfClassName, isBlockDriver, isNodeDisk, sharingProblem } from '../../facts/drivers';
import { LOCAL_VOLUMES } from '../../facts/drivers/local-volumes';
import { attachedModesProblem, modesTogetherProblem, sourceModeProblems } from '../../facts/kubernetes/access-modes';
import { Claim } from '../claim';
import { Level } from '../finding';
import { driverOfClass, driverOfVolume, isPlainSource, parametersOf, requestOf } from '../lookup/storage';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { splitRemedy } from '../remedy';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const claim of set.everyClaim) {
    const problem = claim.isBound ? undefined : claimProblem(set, claim);
    if (problem !== undefined) yield discovery(claim.spec.at('accessModes'), claim.heading, problem);
  }
  for (const volume of set.all('PersistentVolume')) {
    const problem = volumeProblem(volume);
    if (problem !== undefined) yield discovery(volume.root.at('spec', 'accessModes'), `Volume ${volume.name}`, problem);
  }
}

interface ModeProblem {
  readonly problem: string;
  readonly level?: Level;
}

function claimProblem(set: ManifestSet, claim: Claim): ModeProblem | undefined {
  const { accessModes, volumeMode } = claim;
  const together = modesTogetherProblem(accessModes);
  if (together !== undefined) return { problem: together };
  const storageClass = set.storageClass(claim);
  const provisioner = storageClass && driverOfClass(storageClass);
  const sharing = sharingProblem(provisioner ?? driverOfClassName(claim.className ?? '') ?? '', accessModes);
  if (sharing !== undefined && claim.volumeName === undefined) return { problem: sharing, level: 'warning' };
  const facts = driverOf(provisioner ?? '');
  // A file system for several writers is told of by rwx-on-block-storage.
  if (facts === undefined || claim.volumeName !== undefined || isShared(accessModes, volumeMode)) return undefined;
  const found = facts.checkRequest(parametersOf(storageClass!), requestOf(claim)).find(({ field }) => field === 'accessModes');
  return found && { problem: found.problem, level: facts === LOCAL_VOLUMES ? 'warning' : undefined };
}

function isShared(accessModes: readonly string[], volumeMode: string): boolean {
  return volumeMode === 'Filesystem' && accessModes.includes('ReadWriteMany');
}

function volumeProblem(volume: Manifest): ModeProblem | undefined {
  const spec = volume.root.at('spec');
  const accessModes = spec.at('accessModes').texts;
  const together = modesTogetherProblem(accessModes);
  if (together !== undefined) return { problem: together };
  const driver = driverOfVolume(volume);
  if (driver === undefined) return undefined;
  if (isPlainSource(driver)) {
    const [found] = sourceModeProblems(driver, accessModes);
    return found && { problem: found.problem, level: found.works ? 'info' : 'warning' };
  }
  const csi = spec.at('csi');
  const volumeMode = spec.at('volumeMode').text ?? 'Filesystem';
  if (!csi.exists || !isBlockDriver(driver) || isNodeDisk(driver, csi.at('volumeHandle').text ?? '')) return undefined;
  const attached = attachedModesProblem(accessModes);
  if (attached !== undefined) return { problem: attached };
  // What the class says of the disk is not known here, and what is on it is there already.
  if (volumeMode !== 'Filesystem' || isShared(accessModes, volumeMode)) return undefined;
  const asked = { gibibytes: 0, accessModes, volumeMode, hasSource: true };
  const found = driverOf(driver)
    ?.checkRequest({}, asked)
    .find(({ field }) => field === 'accessModes');
  return found && { problem: found.problem };
}

function discovery(at: Discovery['at'], what: string, { problem, level }: ModeProblem): Discovery {
  const { reason, remedy } = splitRemedy(problem);
  const modes = at.texts.join(', ');
  return { level, at, cause: `${what} is ${modes}: ${reason === '' ? 'that cannot be' : reason}.`, remedy };
}

export const unsupportedAccessMode: Rule = {
  id: 'unsupported-access-mode',
  level: 'error',
  otherLevels: ['warning', 'info'],
  summary: 'an access mode that the driver or the kind of volume does not have',
  explanation: {
    why: [
      'The API server takes any access mode of any volume. The driver says no when it makes or attaches the disk: EBS has no ReadOnlyMany, Azure shares raw devices only, Google makes no empty disk that nobody may write. The claim stays Pending, or its Pod in ContainerCreating.',
      'ReadWriteOncePod stands alone, and is for CSI drivers. A local volume is on one node: whatever it says, its Pods are all there, which is an info.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: disks
      provisioner: ebs.csi.aws.com
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: maps
      spec:
        storageClassName: disks
        accessModes: [ReadOnlyMany]
        resources: { requests: { storage: 40Gi } }
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: disks
      provisioner: ebs.csi.aws.com
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: maps
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 40Gi } }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes'],
  },
  check,
};
