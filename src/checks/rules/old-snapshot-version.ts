import { GROUP_SNAPSHOT_GROUP, SNAPSHOT_GROUP, supersededVersion } from '../../facts/kubernetes/snapshots';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

const TYPES = ['', 'Class', 'Content'].flatMap((part) => [
  `${SNAPSHOT_GROUP}/VolumeSnapshot${part}`,
  `${GROUP_SNAPSHOT_GROUP}/VolumeGroupSnapshot${part}`,
]);

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const type of TYPES) {
    for (const manifest of set.all(type)) {
      const old = supersededVersion(manifest.apiVersion);
      if (old === undefined) continue;
      const { now, servedUntil } = old;
      yield {
        level: servedUntil === undefined ? 'warning' : undefined,
        at: manifest.root.at('apiVersion'),
        cause:
          servedUntil === undefined
            ? `${manifest.kind} ${manifest.name} is of ${manifest.apiVersion}, which is deprecated, and for which clusters need a conversion webhook.`
            : `${manifest.kind} ${manifest.name} is of ${manifest.apiVersion}, which is served no more since external-snapshotter ${servedUntil}: it is refused.`,
        remedy: `Write apiVersion: ${now}.`,
      };
    }
  }
}

export const oldSnapshotVersion: Rule = {
  id: 'old-snapshot-version',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a snapshot, or a class of snapshots, of a version that is served no more',
  explanation: {
    why: [
      'The kinds of snapshots are custom resources, whose versions go with the definitions that external-snapshotter brings: v1beta1 of VolumeSnapshot is not served since 6.0, and v1alpha1 of VolumeGroupSnapshot not since 8.2. Whoever applies one gets "no matches for kind", and the snapshot before the upgrade is not taken.',
    ],
    wrong: yaml`
      apiVersion: snapshot.storage.k8s.io/v1beta1
      kind: VolumeSnapshot
      metadata:
        name: wiki-monday
      spec:
        volumeSnapshotClassName: weekly
        source: { persistentVolumeClaimName: wiki }
    `,
    right: yaml`
      apiVersion: snapshot.storage.k8s.io/v1
      kind: VolumeSnapshot
      metadata:
        name: wiki-monday
      spec:
        volumeSnapshotClassName: weekly
        source: { persistentVolumeClaimName: wiki }
    `,
    see: ['https://github.com/kubernetes-csi/external-snapshotter/blob/master/CHANGELOG/CHANGELOG-6.0.md'],
  },
  check,
};
