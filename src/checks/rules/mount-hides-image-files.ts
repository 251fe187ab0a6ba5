import { parseImage } from '../../facts/kubernetes/images';
import { isAbsolute, isSystemPath, isUnder, isWithin, normalizePath } from '../../facts/kubernetes/paths';
import { homesOf } from '../../facts/programs/homes';
import { hiddenByFiles } from '../../facts/programs/own-directories';
import { lossOf } from '../lookup/loss';
import { keeps, programIn } from '../lookup/programs';
import { ManifestSet } from '../manifest-set';
import { Mount, PodTemplate, PodVolume } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const mount of pod.mounts) {
      const { path, at, container, isDevice, name } = mount;
      if (path === undefined || isDevice || !isAbsolute(path)) continue;
      if (!isSystemPath(path)) {
        yield* checkProgram(set, pod, mount);
        yield* checkConfig(set, pod, mount);
        continue;
      }
      if (isMeant(mount)) continue;
      // A device at a path is a mistake of its own, and no other path helps.
      if (mount.volume !== undefined && set.claim(pod, mount.volume)?.volumeMode === 'Block') continue;
      yield {
        at: at.at('mountPath'),
        cause: `Container ${container.name} mounts volume ${name} at ${normalizePath(path)}, and hides the files of the image or the kernel there.`,
        remedy: 'Mount it at a directory of its own, such as /data or /var/lib/app; a single file can be laid in by subPath.',
      };
    }
  }
}

/** A volume in the place of the program itself, which nobody has copied there before. */
function* checkProgram(set: ManifestSet, pod: PodTemplate, { path, at, container, volume }: Mount): Generator<Discovery> {
  if (volume === undefined || !isEmptyAtFirst(volume)) return;
  const image = container.image === undefined ? undefined : parseImage(container.image);
  const home = image && homesOf(image.repository).find((directory) => isWithin(directory, path!));
  if (home === undefined) return;
  if (pod.containers.some((other) => other !== container && other.role !== 'main' && other.mounts.some((one) => one.volume === volume))) {
    return;
  }
  const program = programIn(set, container);
  // Where its data is lost there, a rule of its own says so, and its remedy helps here too.
  if (program !== undefined && keeps(program) !== undefined && lossOf(program) !== undefined) return;
  const data = program?.layout.dataDirectory;
  yield {
    // What a claim of its own object holds may have been put there by others.
    level: volume.claimName === undefined ? 'error' : 'warning',
    at: at.at('mountPath'),
    cause: `Container ${container.name} mounts volume ${volume.name} at ${normalizePath(path!)}, where ${container.image!} has its program: from a new volume, which is empty, the container does not start.`,
    remedy:
      data === undefined || isWithin(home, data)
        ? `Mount it at the directory of the data below ${home}.`
        : `Mount it at ${data}, where the data is.`,
  };
}

/** What begins as an empty directory, or is said to by its kind. */
function isEmptyAtFirst({ type, ownClaim, claimName }: PodVolume): boolean {
  return type === 'emptyDir' || ownClaim !== undefined || claimName !== undefined;
}

/** A ConfigMap of the set in the place of files that the program needs. */
function* checkConfig(set: ManifestSet, pod: PodTemplate, { path, subPath, at, container, volume }: Mount): Generator<Discovery> {
  if (volume?.type !== 'configMap' || subPath !== undefined || isSaid(pod)) return;
  const map = set.find('ConfigMap', pod.namespace, volume.source.at('name').text);
  if (map === undefined || volume.source.at('items').exists) return;
  const files = new Map([...map.root.at('data').textEntries, ...map.root.at('binaryData').textEntries]);
  const program = container.at.at('command').items[0]?.text;
  const hidden = hiddenByFiles({ image: container.image, program }, { path: normalizePath(path!), files });
  if (hidden === undefined) return;
  yield {
    at: at.at('mountPath'),
    cause: `Container ${container.name} mounts volume ${volume.name} at ${normalizePath(path!)}, and hides ${hidden}.`,
    remedy: 'Mount it at a directory of its own, lay in single files by subPath, or put what is missing into the ConfigMap.',
  };
}

/** Whether the typed construct that made the workload was told why the program does without. */
const isSaid = ({ workload }: PodTemplate): boolean =>
  workload.root.at('metadata', 'annotations', 'cdk8s-storage/hides-image-files').exists;

/** The node's own tree in its place, as agents need it, or huge pages where programs look for them. */
function isMeant({ path, volume }: Mount): boolean {
  if (volume === undefined) return false;
  const medium = volume.source.at('medium').text ?? '';
  if (volume.type === 'emptyDir') return medium.startsWith('HugePages') && isUnder(path!, '/dev');
  return volume.type === 'hostPath' && normalizePath(volume.source.at('path').text ?? '') === normalizePath(path!);
}

export const mountHidesImageFiles: Rule = {
  id: 'mount-hides-image-files',
  level: 'warning',
  otherLevels: ['error'],
  summary:
    'a mount exactly at a system directory, such as /, /etc, /usr, /bin, /lib, /var or /home; an empty volume in the place of the program itself (error); or a ConfigMap over files that the program needs',
  explanation: {
    why: [
      'A mount hides all that the image has at its path: at /etc that is the users and the certificates, at /usr the programs. The API server accepts even a mount at /, and then no container starts.',
      'Some images have the program around its data: Neo4j in /var/lib/neo4j, Ghost in /var/lib/ghost, Uptime Kuma in /app. A claim there, instead of at the directory of the data, is empty, and Kubernetes copies nothing into it, as docker would. Where an init container or a sidecar mounts the volume too, it may have been filled, and nothing is said.',
      'A ConfigMap at the directory of the program itself, such as /etc/nginx or /usr/local/etc/php, hides what it needs there: the types of files, the modules, the program. It is looked at for images whose directories are known, and for programs that are started from there.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
          - name: web
            image: nginx:1.29.1
            volumeMounts:
              - name: config
                mountPath: /etc
                readOnly: true
        volumes:
          - name: config
            configMap:
              name: web
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
          - name: web
            image: nginx:1.29.1
            volumeMounts:
              - name: config
                mountPath: /etc/nginx/conf.d
                readOnly: true
        volumes:
          - name: config
            configMap:
              name: web
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/'],
  },
  check,
};
