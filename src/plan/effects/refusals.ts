import { changesWithVersion } from '../../facts/gitops';
import { parseQuantity } from '../../facts/kubernetes/quantities';
import { groupBy } from '../../util/group-by';
import { Claim } from '../../checks/claim';
import { Manifest } from '../../checks/manifest';
import { Draft } from '../change';
import { PlanContext } from '../context';
import { Pair } from '../pairs';
import { Refusal, refusalsOf } from '../refused';
import { cut, listed, shown } from '../text';
import { Difference, valueAt } from '../values';
import { claimsOfTemplate } from './claim-names';

/** What the API server does not let change. */
export function* refusals(context: PlanContext): Generator<Draft> {
  for (const pair of context.changed) {
    const next = context.appliedTo(pair);
    // What is deleted and made anew is told where its data is.
    if (context.isReplaced(next) || context.hookOf(next) !== undefined) continue;
    for (const refusal of onceForSource(refusalsOf(pair.next.type, pair.old.body, next.body, { minor: context.minor }))) {
      for (const differences of byField(refusal)) yield describe(context, pair, next, { ...refusal, differences });
    }
    if (next.type === 'PersistentVolumeClaim') yield* ofClaim(context, pair, next);
  }
}

/** The two fields for a source are kept the same, so that a change of one is a change of both. */
function onceForSource(found: readonly Refusal[]): readonly Refusal[] {
  const isReference = ({ field }: Refusal) => field.at === '/spec/dataSourceRef';
  return found.some(isReference) ? found.filter(({ field }) => field.at !== '/spec/dataSource') : found;
}

/** Where a spec is fixed but for some fields, what differs is told field by field. */
function byField({ field, differences }: Refusal): ReadonlyArray<readonly Difference[]> {
  return field.at === '/spec' ? [...groupBy(differences, ({ path }) => path[1]).values()] : [differences];
}

function describe(context: PlanContext, { old }: Pair, next: Manifest, { field, differences, remedy }: Refusal): Draft {
  const [first] = differences;
  const places = differences.map((one) => changeInWords(old, one));
  const name = field.at === '/spec' && first.path.length > 1 ? `/spec/${String(first.path[1])}` : field.at;
  const range = field.until === undefined ? '' : ` up to Kubernetes 1.${field.until}`;
  return {
    id: 'fixed-field',
    at: next.root.at(...first.path),
    was: first.was,
    becomes: first.becomes,
    cause: `The API server refuses a change of ${inWords(name)} in a ${next.kind}${range}: ${listed(places, 3)}.`,
    remedy: remedyFor(context, next, differences) ?? remedy.replaceAll('NAME', next.name),
    since: field.since === undefined ? undefined : `1.${field.since}`,
  };
}

function inWords(pointer: string): string {
  return pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/');
}

/** A difference as people say it, the place without what all share. */
function changeInWords(manifest: Manifest, { path, was, becomes }: Difference): string {
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : key.includes('/') ? `["${key}"]` : `.${key}`)).join('');
  const [before, after] = [was, becomes].map((value) => shown(manifest, path, value));
  const name = place.slice(1).replace(/^spec\./, '');
  if (before === undefined && after === undefined) return name;
  return `${name} ${before === undefined ? 'is set to' : `from ${cut(String(before))} to`} ${after === undefined ? 'nothing' : cut(String(after))}`;
}

/** What to do about the templates of a set: each kind of change has a way of its own. */
function remedyFor(context: PlanContext, next: Manifest, differences: readonly Difference[]): string | undefined {
  if (next.type !== 'apps/StatefulSet' || differences.some(({ path }) => path[1] !== 'volumeClaimTemplates')) return undefined;
  const orphan = `kubectl delete statefulset ${next.name} --cascade=orphan, which keeps Pods and claims, then apply`;
  const labels = differences.every(({ path }) => ['labels', 'annotations'].includes(String(path[4])));
  if (labels) {
    const versioned = differences.some(({ path, becomes, was }) => changesWithVersion(String(path.at(-1)), String(becomes ?? was)));
    const stop = versioned ? 'Leave what changes with each version out of the labels of the template, or this comes again. ' : '';
    return `${stop}To apply it: ${orphan}.`;
  }
  const size = differences.find(({ path }) => path.at(-1) === 'storage' && path.at(-2) === 'requests');
  if (size === undefined) return `To apply it: ${orphan}. Claims that are there keep what they have; new ones follow the template.`;
  const template = valueAt(next.body, [...size.path.slice(0, 3), 'metadata', 'name']);
  const claims = claimsOfTemplate(context, next, String(template));
  const [before, after] = [parseQuantity(size.was) ?? 0, parseQuantity(size.becomes) ?? 0];
  if (after < before) return `A volume does not shrink. Keep the size, or make a set with another name and bring the data over.`;
  return `First grow ${claims}, each to ${String(size.becomes)}: kubectl patch pvc NAME -p '{"spec":{"resources":{"requests":{"storage":"${String(size.becomes)}"}}}}', which its class has to allow; then ${orphan}.`;
}

function* ofClaim(context: PlanContext, { old }: Pair, next: Manifest): Generator<Draft> {
  const [before, claim] = [Claim.ofObject(old), Claim.ofObject(next)];
  const at = next.root.at('spec', 'storageClassName');
  const filled = context.old.defaultClasses.length === 1 ? context.old.defaultClasses[0].name : undefined;
  const isUnset = !old.root.at('spec', 'storageClassName').exists && before.className === undefined;
  if (isUnset && claim.className !== undefined && filled !== undefined && claim.className !== filled) {
    yield {
      id: 'fixed-field',
      at,
      was: filled,
      becomes: claim.className,
      cause: `The API server refuses another class for a claim: without one, this claim got the default class ${filled}.`,
      remedy: `Write storageClassName: ${filled}; for class ${claim.className} make a claim with another name, and bring the data over.`,
    };
  }
  const spec = next.root.at('spec').map;
  if (isUnset && spec !== undefined && Object.hasOwn(spec, 'storageClassName') && spec.storageClassName === null) {
    yield {
      id: 'fixed-field',
      at,
      cause:
        'The field storageClassName is written without a value: the server has filled in its default class, each apply asks to take that away again, and is refused.',
      remedy: 'Leave the field out, or name the class that the claim has.',
    };
  }
  yield* growth(context, before, claim);
}

/** A claim grows where its class exists and allows it; one that is not bound cannot change its size at all, which the update itself refuses. */
function* growth(context: PlanContext, before: Claim, claim: Claim): Generator<Draft> {
  const [was, becomes] = [before.request, claim.request];
  if (was === undefined || becomes === undefined || becomes <= was || isPending(before)) return;
  const at = claim.spec.at('resources', 'requests', 'storage');
  const [wasText, text] = [before.spec.at('resources', 'requests', 'storage').value, at.value];
  const className = before.className ?? claim.className;
  const storageClass = context.next.storageClass(claim) ?? context.old.storageClass(before);
  const grown = { id: 'growth-not-allowed', at, was: wasText, becomes: text } as const;
  if (className === '') {
    yield {
      ...grown,
      cause: `The API server refuses to let ${claim.title} grow: it has no class, so its volume was not made by a driver.`,
      remedy: 'Enlarge the volume where it lies, and leave the size of the claim as it is; or move to a larger claim.',
    };
    return;
  }
  const isMissing =
    storageClass === undefined && context.isLive && className !== undefined && context.old.all('storage.k8s.io/StorageClass').length > 0;
  if (storageClass !== undefined ? storageClass.root.at('allowVolumeExpansion').flag !== true : isMissing) {
    const named = storageClass?.name ?? className ?? '';
    yield {
      ...grown,
      cause: isMissing
        ? `The API server refuses to let ${claim.title} grow: there is no class ${named}.`
        : `The API server refuses to let ${claim.title} grow: class ${named} does not have allowVolumeExpansion: true.`,
      remedy: isMissing
        ? `Make an object for class ${named} whose driver can grow volumes, or move to a larger claim.`
        : `Where its driver can grow volumes, set allowVolumeExpansion: true in class ${named}, which may be changed; else move to a larger claim.`,
    };
  }
}

function isPending({ manifest }: Claim): boolean {
  const phase = manifest.root.at('status', 'phase').text;
  return phase !== undefined && phase !== 'Bound';
}
