import type { Manifest } from '../../checks/manifest';
import { parseQuantity } from '../../facts/kubernetes/quantities';
import type { Lost, PodPair } from '../../plan';
import { allOf, exists, fieldIs, needs, ObjectName, said, unused } from '../conditions';
import { guards } from '../parts/keepers';
import { ClaimName, workloadName } from '../parts/names';
import { forget, handOver, Handover, isBoundTo, isFound, keepVolume, policyBack } from '../parts/volumes';
import { applyNew, deleteAlone, deleteOld, keepClaims, stop, waitUntilReady } from '../parts/workloads';
import type { Condition, Runbook, Step } from '../runbook';
import { claimObject, claimsOf, deletesClaims, Found, labelsOf, MOST_CLAIMS, podsOf, volumeBehind } from './claims';
import { applies, keepersIn, namespaceIn, Way } from './way';

/** Workloads that can be scaled to nothing, and started again. */
const MOVABLE = ['apps/StatefulSet', 'apps/Deployment'];

interface Moved extends Found {
  readonly from: ClaimName;
  readonly to: ClaimName;
  readonly size?: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Brings the volumes of a workload to the claims that it looks for from now on; undefined where that cannot be done without a copy. */
export function moveRunbook(way: Way, pair: PodPair, lost: readonly Lost[]): Runbook | undefined {
  const [before, after] = [pair.old.workload, pair.next.workload];
  if (!MOVABLE.includes(before.type) || !MOVABLE.includes(after.type)) return undefined;
  const moved = movedClaims(way, pair, lost);
  if (moved === undefined || moved.length === 0 || moved.length > MOST_CLAIMS) return undefined;
  const [old, next] = [workloadName(before, namespaceIn(way, before)), workloadName(after, namespaceIn(way, after))];
  const isSame = old.kind === next.kind && old.name === next.name && old.namespace === next.namespace;
  const isApplied = isSame ? hasNewVolumes(next, after) : exists(next);
  const isBound = allOf(...moved.map(({ to, volume }) => isBoundTo(to, volume)));
  const isDone = said('all is done', allOf(isApplied, isBound));
  const from = moved.map((one) => one.from);
  const isSet = before.type === 'apps/StatefulSet';
  return {
    title: `Bring the volumes of ${before.kind} ${old.namespace}/${old.name} to ${isSame ? 'its new claims' : `${after.kind} ${next.namespace}/${next.name}`}`,
    about: [
      `${moved.map((one) => `${one.from.name} becomes ${inWords(one, old.namespace)}`).join('; ')}. Nothing is copied: each volume is handed from the old claim to the new one.`,
      'Make a backup first, and try it. From the step that stops the workload to the one that applies the new manifests, it is away.',
      'Run the script without a word to see what is so and what would be done; with --apply it is done. It may be killed and run again at any point.',
    ],
    lookups: moved.flatMap(({ lookup }) => lookup ?? []),
    requirements: [
      ...moved.map(({ volume }) => isFound(volume, isDone)),
      ...(old.namespace === next.namespace
        ? []
        : [needs(exists({ kind: 'namespace', name: next.namespace }), `Make it: kubectl create namespace ${next.namespace}.`)]),
    ],
    steps: [
      ...guards(keepersIn(way, before), {
        claims: from,
        isApplied,
        because: `It would start ${before.kind} ${old.name} again while its volumes are handed on. Let it go on only when the new manifests are in its source.`,
      }),
      ...moved.map(({ volume }) => keepVolume(volume, isDone)),
      ...(isSet && deletesClaims(before) ? [keepClaims(old, from, isDone)] : []),
      stop(old, { replicas: podsOf(pair.old), claims: from, checks: [], isPast: isDone }),
      ...moved.flatMap((one) => handOver({ ...one, isDone } satisfies Handover)),
      ...(isSame && isSet ? [deleteAlone(old, [needs(isBound, 'Run it again from the start.')], isApplied)] : []),
      applyNew({
        isApplied,
        checks: [
          needs(isBound, 'Run it again from the start.'),
          ...moved.map(({ to }) => needs(unused(to), 'Something uses the claim. Stop it.')),
        ],
        how: applies(way),
        undo: `Scale ${next.kind} ${next.name} to 0, then take back the steps before.`,
      }),
      waitUntilReady(next),
      ...oldAfterwards(way, isSame, old, isDone),
      ...forget(
        moved.map(({ volume }) => volume),
        isDone,
      ),
      ...moved.flatMap(({ volume, to }) => policyBack(volume, to, isDone)),
    ],
    unknown: unknownOf(way, pair, moved),
  };
}

const inWords = ({ to }: Moved, namespace: string): string => (to.namespace === namespace ? to.name : `${to.namespace}/${to.name}`);

/** The old claims and those that take their place, one for one. */
function movedClaims(way: Way, { old, next }: PodPair, lost: readonly Lost[]): readonly Moved[] | undefined {
  const all: Moved[] = [];
  for (const { stored, instead } of lost) {
    const from = claimsOf(way, old, stored.volume, podsOf(old));
    const to = instead && from && claimsOf(way, next, instead, from.length);
    // One claim has room for the data of one.
    if (instead === undefined || from === undefined || to === undefined || to.length !== from.length) return undefined;
    for (const [index, claim] of from.entries()) {
      const target = to[index];
      const size = sizeOf(way, claim, target, stored.claim?.spec.at('resources', 'requests', 'storage').value);
      if (size === 'other') return undefined;
      all.push({
        from: claim,
        to: target,
        size,
        labels: labelsOf(next.workload, instead),
        ...volumeBehind(way, claim, target, all.length),
      });
    }
  }
  const names = new Set(all.map(({ to }) => `${to.namespace}/${to.name}`));
  return names.size === all.length ? all : undefined;
}

/** What the new claim asks for; `other` where the new manifests want another class, and so another volume. */
function sizeOf({ context }: Way, from: ClaimName, to: ClaimName, template: unknown): string | undefined {
  const was = claimObject(context.oldObject.bind(context), from)?.root.at('spec');
  const wanted = claimObject((type, namespace, name) => context.next.find(type, namespace, name), to)?.root.at('spec');
  const [one, other] = [was?.at('storageClassName').text, wanted?.at('storageClassName').text];
  if (one !== undefined && other !== undefined && one !== other) return 'other';
  const size = was?.at('resources', 'requests', 'storage').value ?? template;
  const asked = wanted?.at('resources', 'requests', 'storage').value;
  const [bytes, bytesAsked] = [parseQuantity(size), parseQuantity(asked)];
  // A claim does not shrink: where the manifests ask for less, it has to begin with that.
  const smaller = bytesAsked !== undefined && (bytes === undefined || bytesAsked < bytes) ? asked : size;
  return parseQuantity(smaller) === undefined ? undefined : String(smaller);
}

/** The same workload, with the claims of the new manifests. */
function hasNewVolumes(object: ObjectName, { root, type }: Manifest): Condition {
  const names = (items: ReadonlyArray<string | undefined>) => items.filter((name) => name !== undefined).join(' ');
  const claims = root.at('spec', 'template', 'spec', 'volumes').items.map((item) => item.at('persistentVolumeClaim', 'claimName').text);
  const templates = root.at('spec', 'volumeClaimTemplates').items.map((item) => item.at('metadata', 'name').text);
  return said(
    `${object.kind} ${object.name} is the new one`,
    allOf(
      exists(object),
      fieldIs(object, '{.spec.template.spec.volumes[*].persistentVolumeClaim.claimName}', names(claims)),
      ...(type === 'apps/StatefulSet' ? [fieldIs(object, '{.spec.volumeClaimTemplates[*].metadata.name}', names(templates))] : []),
    ),
  );
}

/** What kubectl leaves is deleted here; the others delete it when they apply the new manifests. */
function oldAfterwards({ deployer }: Way, isSame: boolean, old: ObjectName, isDone: Condition): Step[] {
  return isSame || deployer !== 'kubectl' ? [] : [deleteOld(old, [needs(isDone, 'The new one comes first.')])];
}

function unknownOf({ context, deployer }: Way, { old, next }: PodPair, moved: readonly Moved[]): string[] {
  const objects = moved.filter(({ to }) => claimObject((type, namespace, name) => context.next.find(type, namespace, name), to));
  const names = objects.map(({ to }) => to.name).join(', ');
  return [
    `Whether anything else starts ${old.workload.kind} ${old.workload.name} again, or writes to its volumes: an operator, an autoscaler, a pipeline.`,
    ...(old.workload.type === 'apps/StatefulSet'
      ? ['Whether there are claims of Pods beyond the replicas of the old set, from when it was larger. They stay as they are.']
      : []),
    ...(names !== '' && deployer === 'helm'
      ? [
          `Helm applies ${names} only where it has its marks: annotate it with meta.helm.sh/release-name and meta.helm.sh/release-namespace, label it app.kubernetes.io/managed-by=Helm, or run helm upgrade --take-ownership.`,
        ]
      : []),
    `Whether the program of ${next.workload.kind} ${next.workload.name} finds its files where ${old.workload.kind} ${old.workload.name} has left them: the same version, user and directory.`,
  ];
}
