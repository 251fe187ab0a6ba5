import { parseQuantity } from '../../facts/kubernetes/quantities';
import { Claim } from '../../checks/claim';
import { Manifest } from '../../checks/manifest';
import { Draft } from '../change';
import { PlanContext } from '../context';
import { afterDeletion } from '../stored';
import { claimsInWords, listed } from '../text';
import { claimsOfTemplate, ordinalsOf, templatesOf } from './claim-names';

/** What becomes of the claims of StatefulSets: by their retention policies, by their ordinals, by their templates. */
export function* sets(context: PlanContext): Generator<Draft> {
  for (const pair of context.changed) {
    if (pair.next.type !== 'apps/StatefulSet') continue;
    const next = context.appliedTo(pair);
    yield* policies(context, pair.old, next);
    yield* ordinals(pair.old, next);
    yield* templates(context, pair.old, next);
    if (context.isReplaced(next)) yield* deleted(context, pair.old, next);
  }
  for (const old of context.pairs.removed) {
    if (old.type === 'apps/StatefulSet' && context.isDeleted(old)) yield* deleted(context, old, old);
  }
}

const POLICY = ['spec', 'persistentVolumeClaimRetentionPolicy'];

function policyOf({ root }: Manifest, key: 'whenDeleted' | 'whenScaled'): string {
  return root.at(...POLICY, key).text ?? 'Retain';
}

function* policies(context: PlanContext, old: Manifest, next: Manifest): Generator<Draft> {
  if (templatesOf(old).length === 0) return;
  const [wasFirst, was] = ordinalsOf(old);
  const [first, count] = ordinalsOf(next);
  const gone = range(wasFirst, was).filter((ordinal) => ordinal < first || ordinal >= first + count);
  for (const key of ['whenDeleted', 'whenScaled'] as const) {
    const policy = policyOf(next, key);
    if (policy !== 'Delete') continue;
    const at = next.root.at(...POLICY, key);
    if (key === 'whenScaled' && gone.length > 0) {
      const names = claimNames(old, gone);
      yield {
        id: 'claims-deleted-with-set',
        at,
        was: policyOf(old, key),
        becomes: policy,
        cause: `The set goes from ${was} to ${count} replicas, and whenScaled: Delete deletes the claims of the Pods that go: ${listed(names)}${fate(context, old)}.`,
        remedy: 'Set whenScaled: Retain, which holds at once for claims that are there, and scale down in a change of its own.',
      };
    }
    if (policyOf(old, key) === 'Delete') continue;
    yield {
      id: 'policy-deletes',
      at,
      was: policyOf(old, key),
      becomes: policy,
      cause: `From now on, ${allClaims(context, old)} ${isOne(old) ? 'is' : 'are'} deleted ${key === 'whenDeleted' ? 'with the set' : 'when their Pods are scaled away'}; this holds for claims that are there, too.`,
      remedy: `Leave ${key}: Retain, and delete claims by hand that nobody needs.`,
    };
  }
}

function allClaims(context: PlanContext, set: Manifest): string {
  return listed(templatesOf(set).map((template) => claimsOfTemplate(context, set, template)));
}

/** Whether a set has one claim. */
function isOne(set: Manifest): boolean {
  return templatesOf(set).length === 1 && ordinalsOf(set)[1] <= 1;
}

function range(first: number, count: number): readonly number[] {
  return Array.from({ length: Math.min(count, 10_000) }, (_, index) => first + index);
}

function claimNames(set: Manifest, numbers: readonly number[]): readonly string[] {
  return templatesOf(set).flatMap((template) => numbers.map((ordinal) => `${template}-${set.name}-${ordinal}`));
}

/** What becomes of the volumes, where it is known that they stay. */
function fate(context: PlanContext, set: Manifest): string {
  return isKept(context, set) ? '; their volumes stay, Released, since their class or volume says Retain' : '';
}

function isKept(context: PlanContext, set: Manifest): boolean {
  const claims =
    context.old
      .podsOf(set)
      ?.volumes.flatMap(({ ownClaim, type }) => (type === 'claimTemplate' && ownClaim !== undefined ? [ownClaim] : [])) ?? [];
  return claims.length > 0 && claims.every((claim) => afterDeletion(context.old, claim) === 'kept');
}

function* deleted(context: PlanContext, old: Manifest, at: Manifest): Generator<Draft> {
  if (templatesOf(old).length === 0 || policyOf(old, 'whenDeleted') !== 'Delete') return;
  const kept = isKept(context, old);
  const what =
    context.nextOf(old) === undefined
      ? `${context.deployer.title} deletes the set`
      : `${context.deployer.title} deletes the set and makes it anew`;
  yield {
    id: kept ? 'left-behind' : 'claims-deleted-with-set',
    at: at.root.at(...POLICY, 'whenDeleted'),
    was: 'Delete',
    cause: `${what}, and whenDeleted: Delete in the set that is there takes its claims along: ${allClaims(context, old)}${fate(context, old)}.`,
    remedy: `First set whenDeleted: Retain in the old set, and apply that, in a change of its own.`,
  };
}

/** Where the first ordinal moves, other claims are mounted. */
function* ordinals(old: Manifest, next: Manifest): Generator<Draft> {
  const [was, count] = ordinalsOf(old);
  const [first, after] = ordinalsOf(next);
  const known = templatesOf(old).filter((name) => templatesOf(next).includes(name));
  if (was === first || known.length === 0) return;
  const before = new Set(range(was, count));
  const now = new Set(range(first, after));
  const left = [...before].filter((ordinal) => !now.has(ordinal));
  const fresh = [...now].filter((ordinal) => !before.has(ordinal));
  if (left.length === 0 || fresh.length === 0) return;
  const names = (numbers: readonly number[]) =>
    listed(known.map((template) => claimsInWords(template, old.name, Math.min(...numbers), numbers.length)));
  yield {
    id: 'ordinals-moved',
    at: next.root.at('spec', 'ordinals', 'start'),
    was,
    becomes: first,
    cause: `The Pods get other ordinals, and claims are named after them: ${names(fresh)} ${fresh.length * known.length === 1 ? 'is' : 'are'} made or found, and ${names(left)} ${left.length * known.length === 1 ? 'stays' : 'stay'} behind.`,
    remedy: 'Leave spec.ordinals.start as it is; to move Pods to another set, copy or rebind the claims first.',
  };
}

/** What a changed template does once it is applied: after the old set was deleted alone. */
function* templates(context: PlanContext, old: Manifest, next: Manifest): Generator<Draft> {
  const before = new Map(old.root.at('spec', 'volumeClaimTemplates').items.map((item) => [item.at('metadata', 'name').text, item]));
  for (const item of next.root.at('spec', 'volumeClaimTemplates').items) {
    const name = item.at('metadata', 'name').text;
    const same = name === undefined ? undefined : before.get(name);
    if (name === undefined || same === undefined) continue;
    const [one, other] = [Claim.ofTemplate(old, same, name), Claim.ofTemplate(next, item, name)];
    const kept = claimsOfTemplate(context, old, name);
    const size = other.spec.at('resources', 'requests', 'storage');
    const [was, becomes] = [one.request, other.request];
    if (was !== undefined && becomes !== undefined && was !== becomes) {
      yield {
        id: 'for-new-volumes',
        at: size,
        was: one.spec.at('resources', 'requests', 'storage').value,
        becomes: size.value,
        cause: `Once the template is applied, new claims get ${String(size.value)}; ${kept} keep what they have, so sizes are mixed.`,
        remedy: parseQuantity(size.value)! > was ? `Grow ${kept} as well.` : 'Nothing shrinks by itself: keep the size, or move the data.',
      };
    }
    if (one.className !== other.className) {
      yield {
        id: 'for-new-volumes',
        at: other.spec.at('storageClassName'),
        was: one.className,
        becomes: other.className,
        cause: `Once the template is applied, new claims get ${other.className === undefined ? 'the default class' : `class ${other.className || '""'}`}; ${kept} keep theirs.`,
        remedy: 'To bring what is there to another class, copy it: from a snapshot, or with the writer stopped.',
      };
    }
  }
}
