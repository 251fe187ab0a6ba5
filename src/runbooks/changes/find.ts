import { LOUD_EFFECTS } from '../../facts/data-changes';
import type { Deployer } from '../../facts/deployers';
import type { Manifest } from '../../checks/manifest';
import type { ObjectRef } from '../../checks/object';
import { Change, lostIn, Pair, Plan, PlanContext, PodPair, refusalsOf } from '../../plan';
import type { Runbook } from '../runbook';
import { claimName } from '../parts/names';
import { claimsOf, isName, podsOf } from './claims';
import { copyRunbook, Copied, wantedOf } from './copy';
import { moveRunbook } from './move';
import { recreateRunbook } from './recreate';
import { namespaceIn, Way } from './way';

/** The way to apply a change all the same, with the data. */
export interface ChangeRunbook {
  /** The name of its files: what is done, where, with what. */
  readonly name: string;
  /** The object that the change is told of. */
  readonly object: ObjectRef;
  readonly runbook: Runbook;
}

export interface ChangeRunbookOptions {
  readonly deployer: Deployer;
  /** The namespace of objects that name none. */
  readonly namespace: string;
}

/** The runbooks for what a plan says is refused or detached, as far as it can be done safely. */
export function changeRunbooks(context: PlanContext, plan: Plan, options: ChangeRunbookOptions): readonly ChangeRunbook[] {
  const way: Way = { context, ...options };
  const isNamed = (manifest: Manifest) => isName({ namespace: namespaceIn(way, manifest), name: manifest.name });
  const told = (manifest: Manifest, ids: readonly Change['id'][]) =>
    plan.changes.some(
      ({ object, id, effect }) =>
        LOUD_EFFECTS.includes(effect) &&
        ids.includes(id) &&
        object.kind === manifest.kind &&
        object.name === manifest.name &&
        object.namespace === manifest.namespace,
    );
  const moves = context.pods
    .filter(({ old, next }) => isNamed(old.workload) && isNamed(next.workload))
    .filter(({ next }) => told(next.workload, ['workload-renamed', 'claim-replaced']))
    .flatMap((pair) => named(way, 'move', pair.next.workload, ofMoved(way, pair)));
  const moved = new Set(moves.map(({ object }) => object));
  const others = context.changed
    .filter(({ next }) => isNamed(next) && told(next, ['fixed-field']) && ![...moved].some((one) => isOf(one, next)))
    .flatMap((pair) => ofRefused(way, pair));
  return [...moves, ...others];
}

const isOf = (object: ObjectRef, { kind, name, namespace }: Manifest) =>
  object.kind === kind && object.name === name && object.namespace === namespace;

function named(way: Way, verb: string, manifest: Manifest, runbook: Runbook | undefined): ChangeRunbook[] {
  if (runbook === undefined) return [];
  const { apiVersion, kind, namespace, name } = manifest;
  return [{ name: `${verb}-${namespaceIn(way, manifest)}-${name}`, object: { apiVersion, kind, namespace, name }, runbook }];
}

function ofMoved(way: Way, pair: PodPair): Runbook | undefined {
  const lost = lostIn(way.context, pair);
  return lost.length === 0 ? undefined : moveRunbook(way, pair, lost);
}

function ofRefused(way: Way, pair: Pair): ChangeRunbook[] {
  const { context } = way;
  const { old } = pair;
  const next = context.appliedTo(pair);
  const differences = refusalsOf(next.type, old.body, next.body, { minor: context.minor }).flatMap((refusal) => refusal.differences);
  if (next.type === 'PersistentVolumeClaim') return ofClaim(way, old, next);
  const pods = context.old.podsOf(old);
  if (next.type !== 'apps/StatefulSet' || pods === undefined || !pods.volumes.some(({ type }) => type === 'claimTemplate')) return [];
  const again = recreateRunbook(way, { old, next }, pods, differences);
  if (again !== undefined) return named(way, again.title.startsWith('Grow') ? 'grow' : 'recreate', next, again);
  const copied = pods.volumes.flatMap((volume): Copied[] => {
    const item = next.root.at('spec', 'volumeClaimTemplates').items.find((one) => one.at('metadata', 'name').text === volume.name);
    const wanted = volume.type === 'claimTemplate' ? wantedOf(item?.at('spec')) : undefined;
    if (wanted === undefined || wanted.className === volume.at.at('spec', 'storageClassName').text) return [];
    return (claimsOf(way, pods, volume, podsOf(pods)) ?? []).map((claim) => ({ claim, template: volume.name, wanted }));
  });
  return named(way, 'copy', next, copyRunbook(way, { subject: next, copied, users: [pods], set: old }));
}

/** A claim that is an object: only another class is worth a copy of its own. */
function ofClaim(way: Way, old: Manifest, next: Manifest): ChangeRunbook[] {
  const claim = way.context.old.claimOf(old);
  const wanted = wantedOf(next.root.at('spec'));
  if (claim === undefined || wanted === undefined || claim.className === undefined || wanted.className === claim.className) return [];
  const copied = [{ claim: claimName(namespaceIn(way, next), next.name), wanted }];
  return named(way, 'copy', next, copyRunbook(way, { subject: next, copied, users: way.context.old.podsOfClaim(claim) }));
}
