import { inlineProblem } from '../../facts/drivers';
import { unknownContainer } from '../../facts/kubernetes/file-sources';
import { isTemplate } from '../../facts/kubernetes/placeholders';
import { VolumeFault } from '../../facts/kubernetes/volume-fault';
import { sourceFaults, twoSources, volumeFaults } from '../../facts/kubernetes/volume-sources';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { Container, PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) yield* checkPod(pod);
  for (const volume of set.all('PersistentVolume')) yield* checkPersistentVolume(volume);
}

function* checkPod({ volumes, workload, containers }: PodTemplate): Generator<Discovery> {
  const names = new Set<string>();
  for (const { at, name, type } of volumes) {
    if (type === 'claimTemplate') continue;
    if (names.has(name)) {
      yield {
        at: at.at('name'),
        cause: `Two volumes of ${workload.toString()} are called ${name}, and the API server refuses that.`,
        remedy: 'Give each a name of its own.',
      };
    }
    names.add(name);
    for (const { path, why, remedy, isTaken } of volumeFaults(at.map!)) {
      yield { level: isTaken ? 'warning' : 'error', at: at.at(...path), cause: `Volume ${name} ${why}.`, remedy };
    }
    if (type === 'downwardAPI' || type === 'projected') yield* checkContainers(name, type, at, containers);
    if (type === 'csi') yield* checkInline(name, at.at('csi'));
  }
}

/** The API server takes any name of a container in a file; the kubelet looks for it when the Pod starts. */
function* checkContainers(name: string, type: string, volume: Cursor, containers: readonly Container[]): Generator<Discovery> {
  const sources =
    type === 'downwardAPI' ? [volume.at('downwardAPI')] : volume.at('projected', 'sources').items.map((source) => source.at('downwardAPI'));
  const known = containers.map((container) => container.name);
  for (const item of sources.flatMap((source) => source.at('items').items)) {
    const at = item.at('resourceFieldRef', 'containerName');
    if (at.text === undefined || at.text === '' || isTemplate(at.text) || known.includes(at.text)) continue;
    const { why, remedy } = unknownContainer(at.text, known);
    yield { at, cause: `Volume ${name} ${why}.`, remedy };
  }
}

function* checkInline(name: string, source: Cursor): Generator<Discovery> {
  const problem = inlineProblem(source.at('driver').text ?? '', source.at('readOnly').flag === true);
  if (problem !== undefined) yield { at: source.at('driver'), cause: `Volume ${name} ${problem.why}.`, remedy: problem.remedy };
}

/** What a PersistentVolume has besides its source. */
const OTHERS = ['nodeAffinity', 'claimRef', 'capacity'];

function* checkPersistentVolume(volume: Manifest): Generator<Discovery> {
  const spec = volume.root.at('spec');
  const sources = spec.entries.filter(([key, { map }]) => map !== undefined && !OTHERS.includes(key)).map(([key]) => key);
  const faults: VolumeFault[] =
    sources.length > 1
      ? [twoSources(sources)]
      : sources.flatMap((type) => sourceFaults(type, spec.at(type).map!).map((fault) => ({ ...fault, path: [type, ...fault.path] })));
  for (const { path, why, remedy } of faults) yield { at: spec.at(...path), cause: `${volume.toString()} ${why}.`, remedy };
}

export const invalidVolume: Rule = {
  id: 'invalid-volume',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a volume without a source, with two, or with one that the API server or the kubelet refuses; no source at all is a warning',
  explanation: {
    why: [
      'A volume is made of one source: a claim, a ConfigMap, a directory of the node. Where the fields of the source stand beside it in the place of below it, by a slip of the indentation, the volume has none: kubectl refuses it, and where nobody looks it becomes an empty directory, which goes with the Pod.',
      'Sources have limits of their own: a token of a service account lives ten minutes at least, two files of a projected volume need two paths, and an emptyDir is on the disk, in Memory or in huge pages. Some of these are refused by the API server, in a Deployment too; a medium that does not exist only by the kubelet, and the Pod never starts. So does one whose file shows the limit of a container that it does not have, one with a file below another file, and one that describes inline what its driver makes for claims only.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: collector
      spec:
        containers:
          - name: collector
            image: registry.example.com/collector:4.0.7
            volumeMounts:
              - { name: data, mountPath: /data }
        volumes:
          - name: data
            persistentVolumeClaim:
            claimName: collector
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: collector
      spec:
        containers:
          - name: collector
            image: registry.example.com/collector:4.0.7
            volumeMounts:
              - { name: data, mountPath: /data }
        volumes:
          - name: data
            persistentVolumeClaim:
              claimName: collector
    `,
    see: [
      'https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/',
      'https://kubernetes.io/docs/concepts/storage/projected-volumes/',
    ],
  },
  check,
};
