import { Cursor } from '../cursor';
import { isNfs, driverOfClass, driverOfVolume } from '../lookup/storage';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  yield* checkPermissions(set);
  for (const pod of set.pods) {
    for (const { name, type, source } of pod.volumes) {
      for (const { at, isSecret } of modesOf(type, source)) {
        const problem = modeProblem(at.number, isSecret);
        if (problem !== undefined) {
          yield { at, cause: `Volume ${name} has mode ${octal(at.number!)}: ${problem}.`, remedy: remedyFor(at.number!, isSecret) };
        }
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

interface Mode {
  readonly at: Cursor;
  readonly isSecret: boolean;
}

/** The modes that a volume of configuration sets: for all of it, and for single files. */
function modesOf(type: string, source: Cursor): Mode[] {
  if (type === 'projected') {
    const sources = source.at('sources').items;
    const isSecret = sources.some((item) => item.at('secret').exists);
    return [
      { at: source.at('defaultMode'), isSecret },
      ...sources.flatMap((item) => ['configMap', 'secret', 'downwardAPI'].flatMap((kind) => itemModes(item.at(kind), kind === 'secret'))),
    ];
  }
  if (!['configMap', 'secret', 'downwardAPI'].includes(type)) return [];
  return [{ at: source.at('defaultMode'), isSecret: type === 'secret' }, ...itemModes(source, type === 'secret')];
}

function itemModes(source: Cursor, isSecret: boolean): Mode[] {
  return source.at('items').items.map((item) => ({ at: item.at('mode'), isSecret }));
}

function modeProblem(mode: number | undefined, isSecret: boolean): string | undefined {
  if (mode === undefined) return undefined;
  if (!Number.isInteger(mode) || mode < 0 || mode > 0o777) {
    return 'the API server refuses modes above 0777, and a number such as 644 is decimal';
  }
  if ((mode & 0o002) !== 0) return 'everybody may write';
  if (isSecret) return (mode & 0o007) !== 0 ? 'everybody in the container may read the secret' : undefined;
  return (mode & 0o020) !== 0 ? 'the group may write' : undefined;
}

function remedyFor(mode: number, isSecret: boolean): string {
  if (mode > 0o777) return `Write 0${mode} with a leading zero, or ${isSecret ? '0440' : '0444'} for files that are only read.`;
  return isSecret ? 'Use 0440 with an fsGroup, or 0400.' : 'Use 0444, or 0555 for programs.';
}

function octal(mode: number): string {
  return Number.isInteger(mode) && mode >= 0 ? `0${mode.toString(8).padStart(3, '0')}` : String(mode);
}

export const worldWritableStore: Rule = {
  id: 'world-writable-store',
  level: 'warning',
  summary: 'an NFS share open to all (mountPermissions 0777), or files of configuration with too wide a mode',
  explanation: {
    why: [
      'mountPermissions "0777" of csi-driver-nfs opens a directory to every process of every client; a group does the same for those who need it.',
      'defaultMode above 0755 lets others write, and for Secrets anything above 0440 lets others in the container read. JSON and numbers without a leading zero are decimal: 400 is 0620, and 644 is refused.',
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
