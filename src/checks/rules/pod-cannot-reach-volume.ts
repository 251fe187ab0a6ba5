import { apartOn, commonLabel, Places, ZONE } from '../../facts/kubernetes/topology';
import { capital } from '../../util/capital';
import { Cursor } from '../cursor';
import { ClaimPlaces, placesOfClaim, placesOfPod } from '../lookup/topology';
import { ManifestSet } from '../manifest-set';
import { PodTemplate, PodVolume } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { selects } from '../selector';
import { yaml } from '../yaml-text';

function* check({ set, complete }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    const claims = pod.volumes.flatMap((volume) => {
      const claim = set.claim(pod, volume);
      return claim === undefined ? [] : [{ volume, claim }];
    });
    const own = claims.length === 0 ? undefined : placesOfPod(pod);
    // One volume and nothing asked for: the scheduler sees to it.
    if (claims.length === 0 || (own === undefined && claims.length < 2 && pod.workload.type !== 'apps/StatefulSet')) continue;
    if (set.mostReplicas(pod) === 0) continue;
    const volumes = claims.flatMap(({ volume, claim }): Placed[] => {
      const placed = placesOfClaim(set, claim);
      return placed === undefined ? [] : [{ ...placed, volume }];
    });
    if (volumes.length === 0) continue;
    const found = podProblem(own, volumes, complete) ?? pairProblem(volumes, complete) ?? spreadProblem(set, pod, own, volumes);
    if (found !== undefined) yield found;
  }
}

interface Placed extends ClaimPlaces {
  readonly volume: PodVolume;
}

type PodPlaces = ReturnType<typeof placesOfPod>;

function podProblem(own: PodPlaces, volumes: readonly Placed[], complete: boolean): Discovery | undefined {
  if (own === undefined) return undefined;
  for (const { by, places, open, volume } of volumes) {
    const label = apartOn(own.places, places);
    if (label === undefined) continue;
    return {
      level: open && !complete ? 'warning' : undefined,
      at: own.at,
      cause: `The Pod asks for nodes whose ${label} is ${valuesOf(own.places, label)}, and ${by} behind volume ${volume.name} can be reached where it is ${valuesOf(places, label)}: no node does, and the Pod stays Pending.`,
      remedy: 'Ask for the same on both sides, or for nothing: the scheduler puts the Pod where its volume is.',
    };
  }
  return undefined;
}

function pairProblem(volumes: readonly Placed[], complete: boolean): Discovery | undefined {
  const [first, ...others] = volumes;
  for (const other of others) {
    const label = apartOn(first.places, other.places);
    if (label === undefined) continue;
    return {
      level: (first.open || other.open) && !complete ? 'warning' : undefined,
      at: other.volume.at,
      cause: `${capital(first.by)} can be reached where ${label} is ${valuesOf(first.places, label)}, and ${other.by} where it is ${valuesOf(other.places, label)}: no node has both volumes ${first.volume.name} and ${other.volume.name}, and the Pod stays Pending.`,
      remedy: 'Put both volumes into one place, or what needs them into two Pods.',
    };
  }
  return undefined;
}

/** Pods that have to be in different zones, each with a disk of its own, where there are disks in fewer zones. */
function spreadProblem(set: ManifestSet, pod: PodTemplate, ownPlaces: PodPlaces, volumes: readonly Placed[]): Discovery | undefined {
  const replicas = set.mostReplicas(pod);
  if (pod.workload.type !== 'apps/StatefulSet' || replicas <= 1 || replicas === Infinity) return undefined;
  const [own] = volumes.filter(({ volume, places }) => volume.type === 'claimTemplate' && places.every(({ among }) => among.has(ZONE)));
  if (own === undefined) return undefined;
  const zones = new Set(own.places.flatMap(({ among }) => among.get(ZONE)!));
  const apart = antiAffinityByZone(pod);
  if (apart !== undefined && replicas > zones.size) {
    return {
      at: apart,
      cause: `No two of the ${replicas} Pods may be in one zone, and ${own.by} has volumes in ${zones.size} (${[...zones].join(', ')}): the others stay Pending.`,
      remedy: 'Allow as many zones as there are Pods, or prefer different zones instead of requiring them.',
    };
  }
  const constraint = pod.spec
    .at('topologySpreadConstraints')
    .items.find(
      (item) => commonLabel(item.at('topologyKey').text ?? '') === ZONE && item.at('whenUnsatisfiable').text !== 'ScheduleAnyway',
    );
  const skew = constraint?.at('maxSkew').number ?? 1;
  if (constraint === undefined || zones.size > 1 || replicas <= skew || ownPlaces !== undefined) return undefined;
  return {
    level: 'warning',
    at: constraint,
    cause: `At most ${skew} of the ${replicas} Pods may be in one zone before others have as many, and ${own.by} has volumes in ${[...zones].join(', ')} only: where nodes are in other zones, the second Pod stays Pending.`,
    remedy: 'Allow more zones in the class, write whenUnsatisfiable: ScheduleAnyway, or ask for nodes of that zone.',
  };
}

function antiAffinityByZone(pod: PodTemplate): Cursor | undefined {
  return pod.spec
    .at('affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution')
    .items.find(
      (term) => commonLabel(term.at('topologyKey').text ?? '') === ZONE && selects(term.at('labelSelector'), pod.labels) === true,
    );
}

function valuesOf(places: readonly Places[], label: string): string {
  const values = [...new Set(places.flatMap(({ among }) => among.get(label) ?? []))];
  if (values.length > 0) return `${values.slice(0, 5).join(' or ')}${values.length > 5 ? ' or others' : ''}`;
  return `not ${[...new Set(places.flatMap(({ except }) => except.get(label) ?? []))].slice(0, 5).join(' nor ')}`;
}

export const podCannotReachVolume: Rule = {
  id: 'pod-cannot-reach-volume',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a Pod that must run where its volume is not, or whose volumes are in different places',
  explanation: {
    why: [
      'A disk is in a zone, or on a node, and its volume says so in nodeAffinity, or its class in allowedTopologies. A Pod that asks for another place by nodeSelector or affinity finds no node that is in both, and stays Pending. So it does with two volumes that are in different places.',
      'Required anti-affinity by zone wants as many zones as there are Pods, of the disks too.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: nvme-1
      spec:
        capacity: { storage: 500Gi }
        accessModes: [ReadWriteOnce]
        persistentVolumeReclaimPolicy: Retain
        storageClassName: local-nvme
        local: { path: /mnt/disks/nvme-1 }
        nodeAffinity:
          required:
            nodeSelectorTerms:
              - matchExpressions:
                  - { key: kubernetes.io/hostname, operator: In, values: [worker-1] }
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: index
      spec:
        storageClassName: local-nvme
        volumeName: nvme-1
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 500Gi } }
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: search
      spec:
        nodeSelector: { kubernetes.io/hostname: worker-2 }
        containers:
          - name: search
            image: registry.example.com/search:2.0.0
            volumeMounts:
              - { name: index, mountPath: /index }
        volumes:
          - name: index
            persistentVolumeClaim: { claimName: index }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: nvme-1
      spec:
        capacity: { storage: 500Gi }
        accessModes: [ReadWriteOnce]
        persistentVolumeReclaimPolicy: Retain
        storageClassName: local-nvme
        local: { path: /mnt/disks/nvme-1 }
        nodeAffinity:
          required:
            nodeSelectorTerms:
              - matchExpressions:
                  - { key: kubernetes.io/hostname, operator: In, values: [worker-1] }
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: index
      spec:
        storageClassName: local-nvme
        volumeName: nvme-1
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 500Gi } }
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: search
      spec:
        containers:
          - name: search
            image: registry.example.com/search:2.0.0
            volumeMounts:
              - { name: index, mountPath: /index }
        volumes:
          - name: index
            persistentVolumeClaim: { claimName: index }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#node-affinity'],
  },
  check,
};
