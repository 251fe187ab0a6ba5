import { isRouter } from '../../facts/programs/routers';
import { lossOf } from '../lookup/loss';
import { keeps, Program, programIn, programsOf } from '../lookup/programs';
import { wordsOf } from '../lookup/scripts';
import { isPersistent } from '../lookup/storage';
import { Mount, PodVolume } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const program of programsOf(set)) yield* checkProgram(program);
  for (const pod of set.pods) {
    if (pod.workload.type !== 'apps/StatefulSet' || pod.volumes.some(keepsIt)) continue;
    // What a known program keeps, or does not, has been looked at above; others that use its directory are its helpers.
    const known = pod.running.map((container) => programIn(set, container)?.mount?.volume);
    const mount = pod.running
      .filter((container) => programIn(set, container) === undefined && !isRouter(container.image ?? '', wordsOf(container).join('\n')))
      .flatMap(({ mounts }) => mounts)
      .find((one) => isForData(one) && !known.includes(one.volume));
    if (mount === undefined) continue;
    yield {
      at: mount.volume!.at,
      cause: `StatefulSet ${pod.workload.name} has no claim, and container ${mount.container.name} writes to ${mount.path}, an emptyDir: it is lost when the Pod is replaced.`,
      remedy: `Make ${mount.volume!.name} one of volumeClaimTemplates; where nothing of it is missed, acknowledge this on the StatefulSet.`,
    };
  }
}

/** Databases have a rule of their own. */
function* checkProgram(program: Program): Generator<Discovery> {
  if (keeps(program) !== 'files') return;
  const loss = lossOf(program);
  if (loss === undefined) return;
  yield {
    at: loss.at,
    level: loss.level,
    cause: `${program.title} in container ${program.container.name} keeps what it stores${loss.where}.`,
    remedy: loss.remedy,
  };
}

function keepsIt(volume: PodVolume): boolean {
  return isPersistent(volume) || volume.type === 'csi' || volume.type === 'ephemeral';
}

/** A directory that is called after data, or where programs keep theirs. */
const DATA_PATH = /^\/var\/lib\/[^/]+|(?:^|[/_-])(?:data|db|database|storage|store|persist[a-z]*|state)(?:[/_-]|$)/i;

/** Volumes that hand programs or sockets over. */
const NO_DATA = /(?:^|-)(?:bin|lib|run|tmp|temp|cache|sockets?|scratch)(?:-|$)/i;

function isForData({ volume, path, writable }: Mount): boolean {
  if (volume?.type !== 'emptyDir' || !writable || path === undefined) return false;
  return volume.source.at('medium').text !== 'Memory' && DATA_PATH.test(path) && !NO_DATA.test(volume.name);
}

export const statefulDataInContainerLayer: Rule = {
  id: 'stateful-data-in-container-layer',
  level: 'warning',
  otherLevels: ['error'],
  summary: 'a store that keeps its data on the container layer or an emptyDir, or a StatefulSet that keeps data and has no claim',
  explanation: {
    why: [
      'Queues, object stores and registries keep what others gave them. On the container layer it is gone with the next restart, on an emptyDir with the Pod. A claim beside the directory that the program writes to changes nothing, and is an error: the claim stays empty.',
      'A StatefulSet promises that each Pod keeps its storage. One that writes to a directory such as /data and has no claim breaks that promise. Caches, metrics and programs that are told to keep nothing are not reported.',
    ],
    wrong: yaml`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: queue
      spec:
        serviceName: queue
        selector:
          matchLabels: { app: queue }
        template:
          metadata:
            labels: { app: queue }
          spec:
            containers:
              - name: queue
                image: nats:2.12.1
                args: [-js, --store_dir, /data]
    `,
    right: yaml`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: queue
      spec:
        serviceName: queue
        selector:
          matchLabels: { app: queue }
        template:
          metadata:
            labels: { app: queue }
          spec:
            containers:
              - name: queue
                image: nats:2.12.1
                args: [-js, --store_dir, /data]
                volumeMounts:
                  - name: data
                    mountPath: /data
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: standard
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 10Gi } }
    `,
    see: ['https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-storage'],
  },
  check,
};
