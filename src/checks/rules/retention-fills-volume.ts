import { parseImage } from '../../facts/kubernetes/images';
import { MOST_OF_VOLUME, parsePrometheusSize } from '../../facts/operators/prometheus';
import { Claim } from '../claim';
import { Cursor } from '../cursor';
import { mountOver } from '../lookup/mounts';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const { claim } of set.customClaims) {
    if (claim.manifest.type !== 'monitoring.coreos.com/Prometheus') continue;
    const at = claim.manifest.root.at('spec', 'retentionSize');
    yield* compare(at, at.text, claim, 'retentionSize');
  }
  for (const pod of set.pods) yield* checkPod(set, pod);
}

const OPTION = /^--storage\.tsdb\.retention\.size(?:=(.*))?$/;
const DIRECTORY = /^--storage\.tsdb\.path=(.*)$/;

/** Prometheus that is run without its operator. */
function* checkPod(set: ManifestSet, pod: PodTemplate): Generator<Discovery> {
  for (const container of pod.running) {
    if (!/(^|\/)prometheus$/.test(parseImage(container.image ?? '')?.repository ?? '')) continue;
    const words = [...container.at.at('command').items, ...container.at.at('args').items];
    const index = words.findIndex(({ text }) => text !== undefined && OPTION.test(text));
    if (index < 0) continue;
    const inside = OPTION.exec(words[index].text!)?.[1];
    const at = inside === undefined ? words[index + 1] : words[index];
    const directory = words.map(({ text }) => DIRECTORY.exec(text ?? '')?.[1]).find((path) => path !== undefined) ?? '/prometheus';
    const mount = mountOver(container.mounts, directory);
    const claim = mount?.volume && set.claim(pod, mount.volume);
    if (claim !== undefined && at !== undefined) yield* compare(at, inside ?? at.text, claim, '--storage.tsdb.retention.size');
  }
}

function* compare(at: Cursor, text: string | undefined, claim: Claim, setting: string): Generator<Discovery> {
  const size = parsePrometheusSize(text ?? '');
  const { request } = claim;
  // Zero means without a limit.
  if (size === undefined || size === 0 || request === undefined || size <= request * MOST_OF_VOLUME) return;
  const share = Math.round((size / request) * 100);
  const asked = claim.spec.at('resources', 'requests', 'storage').value;
  yield {
    at,
    cause: `${setting} ${text} is ${share} % of the ${String(asked)} of ${claim.title}: there is no room for compaction, the write-ahead log and the file system, and Prometheus stops when the volume is full.`,
    remedy: `Write at most 80 %: ${Math.max(1, Math.floor((request * 0.8) / 2 ** 20))}MB, or ask for a larger volume.`,
  };
}

export const retentionFillsVolume: Rule = {
  id: 'retention-fills-volume',
  level: 'warning',
  summary: 'a retention by size of Prometheus that leaves no room on its volume',
  explanation: {
    why: [
      'The retention size counts blocks and the write-ahead log as they are at rest. Compaction writes a new block beside the old ones before it deletes them, the log has peaks, and the file system keeps some for itself: Prometheus says to give it 80 to 85 % of the volume at most.',
      'Its units are powers of two: 20GB are 20Gi, not 20G.',
    ],
    wrong: yaml`
      apiVersion: monitoring.coreos.com/v1
      kind: Prometheus
      metadata:
        name: apps
      spec:
        retentionSize: 20GB
        storage:
          volumeClaimTemplate:
            spec:
              storageClassName: disks
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    right: yaml`
      apiVersion: monitoring.coreos.com/v1
      kind: Prometheus
      metadata:
        name: apps
      spec:
        retentionSize: 16GB
        storage:
          volumeClaimTemplate:
            spec:
              storageClassName: disks
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    see: ['https://prometheus.io/docs/prometheus/latest/storage/#right-sizing-retention-size'],
  },
  check,
};
