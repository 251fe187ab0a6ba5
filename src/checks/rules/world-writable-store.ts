import { DEFAULT_MODE, isFileMode, meantMode, octal } from '../../facts/kubernetes/file-modes';
import { fileModesOf } from '../lookup/file-modes';
import { protocolOf } from '../../facts/drivers';
import { DEFAULT_DIRECTORY_MODE, nameOfOption } from '../../facts/smb/mount-options';
import { isNfs, driverOfClass, driverOfVolume, mountOptions, parametersOf } from '../lookup/storage';
import { Level } from '../finding';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  yield* checkPermissions(set);
  yield* checkShares(set);
  for (const pod of set.pods) {
    const hasGroup = pod.spec.at('securityContext', 'fsGroup').exists;
    for (const volume of pod.volumes) {
      for (const { at, isSecret } of fileModesOf(volume)) {
        // See decimal-file-mode.
        if (at.number === undefined || !isFileMode(at.number) || meantMode(at.number) !== undefined) continue;
        const problem = modeProblem(at.number, isSecret, hasGroup);
        if (problem === undefined) continue;
        const remedy = isSecret
          ? `Use ${hasGroup ? '0440, for the fsGroup' : '0444, or 0440 with an fsGroup'}.`
          : 'Use 0444, or 0555 for programs.';
        yield { level: problem.level, at, cause: `Volume ${volume.name} has mode ${octal(at.number)}: ${problem.text}.`, remedy };
      }
    }
  }
}

function* checkPermissions(set: ManifestSet): Generator<Discovery> {
  const places = [
    ...set
      .all('storage.k8s.io/StorageClass')
      .flatMap((manifest) => (isNfs(driverOfClass(manifest)) ? [manifest.root.at('parameters')] : [])),
    ...set
      .all('PersistentVolume')
      .flatMap((manifest) => (isNfs(driverOfVolume(manifest)) ? [manifest.root.at('spec', 'csi', 'volumeAttributes')] : [])),
  ];
  for (const place of places) {
    const at = place.at('mountPermissions');
    const mode = /^0?[0-7]{3,4}$/.test(at.text ?? '') ? parseInt(at.text!, 8) : undefined;
    if (mode === undefined || (mode & 0o002) === 0) continue;
    yield {
      at,
      cause: `${place.manifest.toString()} mounts with mountPermissions ${at.text}, so every process of every client can write everything there.`,
      remedy: 'Leave mountPermissions out, give the directory a group on the server, and the Pods that group in supplementalGroups.',
    };
  }
}

/** Files on SMB have the mode and the owner that the mount says, and no Pod can change them. */
function* checkShares(set: ManifestSet): Generator<Discovery> {
  for (const storageClass of set.all('storage.k8s.io/StorageClass')) {
    const driver = driverOfClass(storageClass);
    if (driver === undefined || protocolOf(driver, parametersOf(storageClass)) !== 'smb') continue;
    const names = mountOptions(storageClass).map(({ option }) => nameOfOption(option));
    const missing = ['uid', 'gid', 'dir_mode', 'file_mode'].filter((name) => !names.includes(name));
    // Whoever says who may write has thought of it.
    if (missing.length === 0 || names.includes('dir_mode')) continue;
    yield {
      level: 'info',
      at: storageClass.root.at('provisioner'),
      cause: `${storageClass.toString()} mounts SMB without ${missing.join(', ')}: all files belong to ${names.includes('uid') ? 'one user' : 'root'} with mode ${DEFAULT_DIRECTORY_MODE}, so every process that mounts them can write everything, and no Pod can change that.`,
      remedy: 'Say uid=, gid=, dir_mode=0770 and file_mode=0660 among the mountOptions, for the user and the group of the Pods.',
    };
  }
}

/** The runtime mounts what shows objects read-only, so that what a mode says of writing is a misunderstanding, and what it says of reading counts. */
function modeProblem(mode: number, isSecret: boolean, hasGroup: boolean): { readonly level: Level; readonly text: string } | undefined {
  // Whoever writes the default out says nothing either. Without an fsGroup the files belong to root, so that a program with another user
  // reads them by 0444 alone.
  if (mode === DEFAULT_MODE || (mode === 0o444 && !hasGroup)) return undefined;
  if (isSecret && (mode & 0o005) !== 0) return { level: 'warning', text: 'everybody in the container may read the secret' };
  const writer = (mode & 0o002) !== 0 ? 'everybody' : (mode & 0o020) !== 0 ? 'the group' : undefined;
  return writer && { level: 'info', text: `it says that ${writer} may write, and nobody can, since such a volume is mounted read-only` };
}

export const worldWritableStore: Rule = {
  id: 'world-writable-store',
  level: 'warning',
  otherLevels: ['info'],
  summary:
    'a share open to all (mountPermissions 0777, SMB without modes), a Secret that everybody may read, or a mode that says more than it does (info)',
  explanation: {
    why: [
      'mountPermissions "0777" of csi-driver-nfs opens a directory to every process of every client; a group does the same for those who need it.',
      'Files on SMB have the owner and the mode that the mount says. Where a class says nothing, its driver says root and 0777, which is an info.',
      'A Secret that everybody in the container may read is read by whatever else runs there, under any user. What a mode says of writing does nothing (info): what shows a ConfigMap or a Secret is mounted read-only. For Secrets, 0440 is enough where the Pod has an fsGroup; without one the files belong to root, and a program with another user needs 0444.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: nfs
      provisioner: nfs.csi.k8s.io
      parameters:
        server: nfs.example.com
        share: /exports
        mountPermissions: "0777"
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: nfs
      provisioner: nfs.csi.k8s.io
      parameters:
        server: nfs.example.com
        share: /exports
    `,
    see: [
      'https://github.com/kubernetes-csi/csi-driver-nfs/blob/master/docs/driver-parameters.md',
      'https://kubernetes.io/docs/concepts/configuration/secret/#secret-files-permissions',
    ],
  },
  check,
};
