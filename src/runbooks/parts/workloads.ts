import { absent, allOf, anyOf, exists, fieldIs, isReady, kubectl, needs, not, ObjectName, said, unused, wordsOf } from '../conditions';
import type { Condition, Requirement, Step } from '../runbook';
import type { ClaimName } from './names';

const REPLICAS = '{.spec.replicas}';

/** A claim that a set owns goes with it, by its retention policy. */
export function keepClaims(set: ObjectName, claims: readonly ClaimName[], isDone: Condition): Step {
  const path = (when: string) => `{.spec.persistentVolumeClaimRetentionPolicy.${when}}`;
  const patch = '{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Retain","whenScaled":"Retain"}}}';
  const owned = claims.map((claim) => fieldIs(claim, '{.metadata.ownerReferences}', ''));
  return {
    title: `Have the StatefulSet ${set.name} keep its claims`,
    why: 'Its retention policy deletes them when it is scaled down or deleted.',
    done: anyOf(
      isDone,
      said(
        'the set keeps its claims, and no claim belongs to it',
        allOf(fieldIs(set, path('whenDeleted'), 'Retain'), fieldIs(set, path('whenScaled'), 'Retain'), ...owned),
      ),
      absent(set),
    ),
    checks: [],
    act: [kubectl('patch', ...wordsOf(set), '-p', patch)],
    undo: { told: 'Leave it: claims that are kept are never wrong.' },
  };
}

interface Stopped {
  readonly replicas: number;
  readonly claims: readonly ClaimName[];
  readonly checks: readonly Requirement[];
  /** It has done its part. */
  readonly isPast: Condition;
}

/** Scales a workload to nothing, until no Pod has its claims. */
export function stop(workload: ObjectName, { replicas, claims, checks, isPast }: Stopped): Step {
  return {
    title: `Stop ${workload.kind} ${workload.name}`,
    why: 'Two writers on one volume destroy it, and a claim that is mounted is not let go.',
    done: anyOf(
      isPast,
      said(
        `${workload.kind} ${workload.name} has no replicas, and no Pod uses ${claims.map(({ name }) => name).join(', ')}`,
        allOf(fieldIs(workload, REPLICAS, '0'), ...claims.map(unused)),
      ),
      absent(workload),
    ),
    checks,
    act: [kubectl('scale', ...wordsOf(workload), '--replicas=0')],
    undo: {
      told: 'Start it again, while its claims are as they were.',
      commands: [kubectl('scale', ...wordsOf(workload), `--replicas=${replicas}`)],
    },
    within: 600,
  };
}

/** Deletes a set alone: its Pods, where there are some, run on; its claims stay. */
export function deleteAlone(set: ObjectName, checks: readonly Requirement[], isApplied: Condition): Step {
  return {
    title: `Delete the StatefulSet ${set.name} alone`,
    why: 'The server lets nobody change what is changed of it. Its Pods run on, its claims stay, and the new set of the same name takes both over.',
    done: anyOf(absent(set), isApplied),
    checks,
    act: [kubectl('delete', ...wordsOf(set), '--cascade=orphan', '--timeout=120s')],
    undo: { told: 'Apply the old manifests again: the old set takes over Pods and claims by their names.' },
  };
}

export interface Applied {
  readonly isApplied: Condition;
  readonly checks: readonly Requirement[];
  /** How whoever runs it applies the new manifests: an order. */
  readonly how: string;
  readonly undo: string;
}

export function applyNew({ isApplied, checks, how, undo }: Applied): Step {
  return {
    title: 'Apply the new manifests',
    why: 'From here on they are true of what the cluster has.',
    done: isApplied,
    checks,
    act: { byHand: `${how}.` },
    undo: { told: undo },
  };
}

/** Starts again what nobody else starts. */
export function start(workload: ObjectName, replicas: number): Step {
  return {
    title: `Start ${workload.kind} ${workload.name}`,
    why: 'It was scaled to nothing; manifests that are as they were do not bring it back everywhere.',
    done: allOf(exists(workload), not(fieldIs(workload, REPLICAS, '0'), `${workload.kind} ${workload.name} has replicas`)),
    checks: [],
    act: [kubectl('scale', ...wordsOf(workload), `--replicas=${replicas}`)],
    undo: { told: 'Scale it to 0 again.' },
  };
}

export function waitUntilReady(workload: ObjectName): Step {
  return {
    title: `Wait until ${workload.kind} ${workload.name} is ready`,
    why: 'A reason why it is not stands in the status of its Pods.',
    done: isReady(workload),
    checks: [],
    act: [kubectl('get', ...wordsOf(workload))],
    undo: { told: 'Nothing to take back.' },
    within: 600,
  };
}

/** What nobody applies any more, and nothing deletes. */
export function deleteOld(workload: ObjectName, checks: readonly Requirement[]): Step {
  return {
    title: `Delete the old ${workload.kind} ${workload.name}`,
    why: 'Nobody applies it any more. Scaled up by mistake it would make claims of its own.',
    done: absent(workload),
    checks: [needs(fieldIs(workload, REPLICAS, '0'), 'It runs again: look who has started it.'), ...checks],
    act: [kubectl('delete', ...wordsOf(workload), '--timeout=120s')],
    undo: { told: 'Apply the old manifests again, with 0 replicas.' },
  };
}
