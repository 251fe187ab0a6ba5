import { customResource } from '../../facts/operators';
import { CustomResourceFacts, DeletionPlace, OwnedClaims } from '../../facts/operators/resource-facts';
import { below, customClaimsOf, placesAt } from '../../checks/custom-claims';
import { Cursor } from '../../checks/cursor';
import { Manifest } from '../../checks/manifest';
import { afterDeletion } from '../stored';
import { Draft } from '../change';
import { PlanContext } from '../context';
import { Pair } from '../pairs';
import { listed } from '../text';
import { claimsOfTemplate } from './claim-names';

/** Namespaces, custom resources and volumes of Pods that go. */
export function* otherObjects(context: PlanContext): Generator<Draft> {
  for (const old of context.pairs.removed) {
    if (!context.isDeleted(old)) continue;
    if (old.type === 'Namespace') yield* namespaceGone(context, old);
    else if (old.type === DEFINITION) yield* definitionGone(context, old);
    else if (customResource(old.type) !== undefined) yield* resourceGone(context, old);
  }
  for (const { old, next } of context.renames) {
    if (customResource(old.type) !== undefined && claimsIn(context, old).length > 0) {
      yield {
        id: 'workload-renamed',
        at: next.root.at('metadata', 'name'),
        was: old.name,
        becomes: next.name,
        cause: `${old.toString()} is ${next.toString()} now: its operator makes new, empty claims for it, and the old ones do not come along.`,
        remedy: 'Keep the name; or make the new one from a backup of the old one, and remove that when the new one has the data.',
      };
    }
  }
  for (const pair of context.changed) {
    if (customResource(pair.next.type) === undefined) continue;
    yield* deletionsOf(pair.old, pair.next);
    yield* claimsDropped(context, pair);
  }
  yield* ephemeral(context);
}

function claimsIn({ old }: PlanContext, resource: Manifest) {
  const facts = customResource(resource.type);
  return facts?.madeAgain === true
    ? []
    : old.customClaims.filter(({ claim, place }) => claim.manifest === resource && place.ephemeral !== true);
}

/** The claims of a namespace: objects, and those of StatefulSets. */
function* namespaceGone(context: PlanContext, old: Manifest): Generator<Draft> {
  const inside = ({ namespace }: { readonly namespace?: string }) => namespace === old.name;
  const claims = context.old.everyClaim.filter((claim) => inside(claim) && claim.origin !== 'ephemeral');
  const names = claims.map((claim) => (claim.origin === 'template' ? claimsOfTemplate(context, claim.manifest, claim.name) : claim.name));
  const kept = claims.length > 0 && claims.every((claim) => afterDeletion(context.old, claim) === 'kept');
  const what = claims.length === 0 ? 'every claim in it' : `claims ${listed(names)}`.replace(/^claims (\S+)$/, 'claim $1');
  yield {
    id: kept ? 'left-behind' : 'namespace-deleted',
    effect: claims.length === 0 ? 'at-risk' : undefined,
    at: old.root,
    cause: `The namespace is no longer there, and ${context.deployer.title} ${context.deployer.does}, with all that is in it: ${what}${kept ? '; the volumes stay, Released' : ', and the volumes that do not say Retain'}.`,
    remedy: `Keep the namespace among the manifests, or set the volumes to Retain first.${context.deployer.keptBy === undefined ? '' : ` To keep the object: ${context.deployer.keptBy}.`}`,
  };
}

const DEFINITION = 'apiextensions.k8s.io/CustomResourceDefinition';

/** Kinds of objects that are data, or lead to it, besides those whose operators make claims. */
const HOLDS_DATA: ReadonlySet<string> = new Set([
  'snapshot.storage.k8s.io/VolumeSnapshot',
  'snapshot.storage.k8s.io/VolumeSnapshotContent',
  'longhorn.io/Volume',
]);

/** With the definition of a kind the server deletes every object of it, and operators do what they do with objects that go. */
function* definitionGone(context: PlanContext, old: Manifest): Generator<Draft> {
  const spec = old.root.at('spec');
  const type = `${spec.at('group').text ?? ''}/${spec.at('names', 'kind').text ?? ''}`;
  const facts = customResource(type);
  if (!HOLDS_DATA.has(type) && (facts === undefined || facts.madeAgain === true || (facts.claims ?? []).length === 0)) return;
  const deletes = facts === undefined || facts.owned !== undefined;
  const ofChart = context.deployer.title === 'Helm' ? ' (not where it lies in crds/ of its chart)' : '';
  yield {
    id: 'definition-deleted',
    effect: deletes ? undefined : 'at-risk',
    at: old.root,
    cause: `The definition is no longer there, and ${context.deployer.title} ${context.deployer.does}${ofChart}: every ${spec.at('names', 'kind').text!} of the cluster goes with it, in all namespaces${deletes ? ', and its data' : ''}.`,
    remedy: `Keep the definition among the manifests as long as there are objects of its kind.${context.deployer.keptBy === undefined ? '' : ` To keep it: ${context.deployer.keptBy}.`}`,
  };
}

/** A custom resource that had claims, and whose Pods come up without. */
function* claimsDropped(context: PlanContext, pair: Pair): Generator<Draft> {
  const [had] = claimsIn(context, pair.old);
  const next = context.appliedTo(pair);
  if (had === undefined || customClaimsOf(next).some(({ place }) => place.ephemeral !== true)) return;
  const place = had.place.at.split('.*')[0];
  yield {
    id: 'claims-dropped',
    at: below(next.root, place),
    cause: `${next.toString()} had claims by ${had.place.at}, and asks for none any more: its operator (${customResource(next.type)!.title}) refuses that, or its Pods come up on volumes that go with them, and the old data stays behind.`,
    remedy: `Leave ${place}; or bring the data over first, and say that it is no longer wanted here.`,
  };
}

function* resourceGone(context: PlanContext, old: Manifest): Generator<Draft> {
  const facts = customResource(old.type)!;
  if (claimsIn(context, old).length === 0 && !hasUnasked(old, facts)) return;
  const deletion = (facts.deletions ?? []).flatMap((place) => deletionAt(old, place) ?? [])[0];
  const deletes = deletion !== undefined || (facts.owned !== undefined && !saysStay(old, facts.owned));
  yield {
    id: deletes ? 'operator-deletes' : 'operator-decides',
    at: deletion?.at ?? old.root,
    cause: `${old.toString()} is no longer there, and ${context.deployer.title} ${context.deployer.does}: ${deletes ? `its operator (${facts.title}) deletes its claims with it` : `whether its claims go with it, its operator (${facts.title}) decides`}.`,
    remedy: `Take a backup that has been restored once; keep the object until the data is no longer wanted.${context.deployer.keptBy === undefined ? '' : ` To keep it: ${context.deployer.keptBy}.`}`,
  };
}

/** Whether its operator has made claims that it does not name. */
function hasUnasked({ root }: Manifest, { owned, scratch = [] }: CustomResourceFacts): boolean {
  const onScratch = scratch.some(({ part, says }) => says !== undefined && placesAt(root, part).some((at) => below(at, says.at).exists));
  return owned?.unasked === true && !onScratch;
}

/** Whether the resource says that its claims outlive it. */
function saysStay({ root }: Manifest, { unless }: OwnedClaims): boolean {
  return unless !== undefined && unless.at.split('|').some((path) => placesAt(root, path).some(({ value }) => value === unless.is));
}

interface FoundDeletion {
  readonly at: Cursor;
  readonly place: DeletionPlace;
}

function deletionAt({ root }: Manifest, place: DeletionPlace): FoundDeletion | undefined {
  const at = placesAt(root, place.at).find(
    ({ value, text }) => value === place.is || (typeof place.is === 'string' && text?.split(/[\s,]+/).includes(place.is) === true),
  );
  if (at === undefined) return undefined;
  if (place.beside !== undefined) {
    const parent = place.at.split('.').slice(0, -1).join('.');
    const beside = below(parent === '' ? root : (placesAt(root, parent)[0] ?? root), place.beside.at);
    if (beside.value !== place.beside.is) return undefined;
  }
  return { at, place };
}

/** Settings with which an operator deletes data from now on. */
function* deletionsOf(old: Manifest, next: Manifest): Generator<Draft> {
  for (const place of customResource(next.type)?.deletions ?? []) {
    const found = deletionAt(next, place);
    if (found === undefined || deletionAt(old, place) !== undefined) continue;
    yield {
      id: 'policy-deletes',
      at: found.at,
      becomes: place.is,
      cause: `From now on, ${place.harm}.`,
      remedy: place.remedy,
    };
  }
}

const SCRATCH = /tmp|temp|cache|scratch|work|spool|buffer|swap/i;

/** Generic ephemeral volumes go with their Pods: when these are replaced, and when they go. */
function* ephemeral(context: PlanContext): Generator<Draft> {
  for (const pod of context.old.pods) {
    if (pod.isTask) continue;
    const data = pod.volumes.filter(
      (volume) =>
        volume.type === 'ephemeral' &&
        !SCRATCH.test(volume.name) &&
        pod.mountsOf(volume).some(({ writable }) => writable) &&
        !pod.mountsOf(volume).some(({ path }) => SCRATCH.test(path ?? '')),
    );
    if (data.length === 0) continue;
    const next = context.nextOf(pod.workload);
    const nextPod = next && context.next.podsOf(next);
    const isGone = next === undefined && context.isDeleted(pod.workload);
    const isReplaced = nextPod !== undefined && context.isPodChanged(pod, nextPod);
    if (!isGone && !isReplaced) continue;
    const names = listed(data.map(({ name }) => name));
    yield {
      id: 'ephemeral-data',
      at:
        nextPod === undefined ? data[0].at : (nextPod.volumes.find(({ name }) => name === data[0].name)?.at ?? nextPod.spec.at('volumes')),
      cause: `The Pods are ${isGone ? 'deleted' : 'replaced'}, and ${data.length === 1 ? `ephemeral volume ${names} goes` : `ephemeral volumes ${names} go`} with them, whatever the class says.`,
      remedy: 'Where the data is wanted, use a claim, or volumeClaimTemplates of a StatefulSet; else say so in an acknowledgement.',
    };
  }
}
