import type { PodTemplate } from '../../checks/pod-template';
import { parseQuantity } from '../../facts/kubernetes/quantities';
import { isObject } from '../../util/unchecked';
import type { Difference, Pair } from '../../plan';
import { allOf, atLeast, exists, fieldIs, growable, kubectl, needs, ObjectName, said, wordsOf } from '../conditions';
import { guards } from '../parts/keepers';
import { ClaimName, jsonPath, workloadName } from '../parts/names';
import { applyNew, deleteAlone, keepClaims, stop, waitUntilReady } from '../parts/workloads';
import type { Condition, Runbook, Step } from '../runbook';
import { claimsOf, deletesClaims, MOST_CLAIMS, podsOf } from './claims';
import { applies, keepersIn, namespaceIn, Way } from './way';

interface Growth {
  readonly template: string;
  readonly size: { readonly bytes: number; readonly text: string };
  readonly claims: readonly ClaimName[];
}

/**
 * Makes a set anew whose fields may not change: its Pods and claims stay, and claims of a template that has grown grow first. Undefined
 * where the new templates want what no claim can become: another class, less room.
 */
export function recreateRunbook(way: Way, { old, next }: Pair, pods: PodTemplate, refused: readonly Difference[]): Runbook | undefined {
  const namespace = namespaceIn(way, next);
  const set = workloadName(next, namespace);
  const grown = growthOf(way, pods, next);
  if (grown === undefined) return undefined;
  const isApplied = isNew(set, grown, refused);
  // Pods that the new selector does not find would stand in the way of the new ones.
  const isOther = refused.some(({ path }) => path[1] === 'selector');
  const claims = pods.volumes.flatMap((volume) => claimsOf(way, pods, volume, podsOf(pods)) ?? []);
  if (claims.length > MOST_CLAIMS) return undefined;
  return {
    title:
      grown.length > 0
        ? `Grow the disks of StatefulSet ${namespace}/${next.name}`
        : `Make StatefulSet ${namespace}/${next.name} anew, with its claims`,
    about: [
      `${grown.map(({ claims: those, size }) => `${those.map(({ name }) => name).join(', ')} ${those.length === 1 ? 'grows' : 'grow'} to ${size.text}. `).join('')}The set is deleted alone, and made anew by the new manifests; its claims and volumes stay.`,
      isOther
        ? 'From the step that stops it to the one that applies the new manifests, the set is away: its selector changes, so that it would not find the Pods of today.'
        : 'Its Pods run on meanwhile. Until the new set is there, nobody starts one anew that fails.',
      'Run the script without a word to see what is so and what would be done; with --apply it is done. It may be killed and run again at any point.',
    ],
    requirements: claims.map((claim) => needs(exists(claim), 'Look whether this is the cluster and the namespace that are meant.')),
    steps: [
      ...guards(keepersIn(way, old), {
        claims: [],
        isApplied,
        because: `It would make StatefulSet ${next.name} anew as it was. Let it go on only when the new manifests are in its source.`,
      }),
      ...grown.flatMap((growth) => growth.claims.map((claim) => grow(claim, growth))),
      ...(deletesClaims(old) ? [keepClaims(set, claims, isApplied)] : []),
      ...(isOther ? [stop(set, { replicas: podsOf(pods), claims, checks: [], isPast: isApplied })] : []),
      deleteAlone(
        set,
        grown.flatMap((growth) => growth.claims.map((claim) => needs(asks(claim, growth), 'Run it again from the start.'))),
        isApplied,
      ),
      applyNew({
        isApplied,
        checks: claims.map((claim) => needs(exists(claim), 'Something has deleted it: its volume may still be there.')),
        how: applies(way),
        undo: 'Take back the steps before: delete the set alone, and apply the old manifests.',
      }),
      waitUntilReady(set),
      ...grown.flatMap((growth) => growth.claims.map((claim) => untilGrown(claim, growth, set))),
    ],
    unknown: [
      ...(grown.length > 0
        ? ['Whether the provider has the room, and whether the driver grows a volume that is mounted. Some want its Pod away for it.']
        : []),
      `Whether there are claims beyond the replicas of the set, from when it was larger. They stay as they are.`,
    ],
  };
}

/** The templates that ask for more, with the claims that have to; undefined where one asks for what no claim can become. */
function growthOf(way: Way, pods: PodTemplate, next: Pair['next']): readonly Growth[] | undefined {
  const wanted = new Map(next.root.at('spec', 'volumeClaimTemplates').items.map((item) => [item.at('metadata', 'name').text, item]));
  const grown: Growth[] = [];
  for (const volume of pods.volumes) {
    if (volume.type !== 'claimTemplate') continue;
    const item = wanted.get(volume.name);
    if (item === undefined) return undefined;
    const spec = volume.at.at('spec');
    if (spec.at('storageClassName').text !== item.at('spec', 'storageClassName').text) return undefined;
    const [was, becomes] = [spec, item.at('spec')].map((one) => one.at('resources', 'requests', 'storage').value);
    const [before, bytes] = [parseQuantity(was), parseQuantity(becomes)];
    if (before === undefined || bytes === undefined || before === bytes) continue;
    if (bytes < before) return undefined;
    grown.push({ template: volume.name, size: { bytes, text: String(becomes) }, claims: claimsOf(way, pods, volume, podsOf(pods))! });
  }
  return grown;
}

const REQUEST = '{.spec.resources.requests.storage}';
const asks = (claim: ClaimName, { size }: Growth): Condition => atLeast(claim, REQUEST, size);

function grow(claim: ClaimName, growth: Growth): Step {
  const { text } = growth.size;
  return {
    title: `Grow the claim ${claim.name} to ${text}`,
    why: 'A template holds for new claims alone.',
    done: asks(claim, growth),
    checks: [
      needs(fieldIs(claim, '{.status.phase}', 'Bound'), 'A claim grows when it has a volume. See why it has none: kubectl describe it.'),
      needs(growable(claim), 'Where its driver can grow volumes, set it in the class; else the data has to move to a larger claim.'),
    ],
    act: [kubectl('patch', ...wordsOf(claim), '-p', JSON.stringify({ spec: { resources: { requests: { storage: text } } } }))],
    undo: {
      told: 'A volume does not shrink. From Kubernetes 1.32 a growth that has not come about may be taken back to what the volume has.',
    },
  };
}

function untilGrown(claim: ClaimName, { size }: Growth, set: ObjectName): Step {
  return {
    title: `Wait until the volume of ${claim.name} has grown`,
    why: `The driver enlarges it, and the node its file system. Where the claim says FileSystemResizePending for long, delete its Pod: StatefulSet ${set.name} makes it anew.`,
    done: atLeast(claim, '{.status.capacity.storage}', size),
    checks: [],
    act: [kubectl('get', ...wordsOf(claim))],
    undo: { told: 'Nothing to take back.' },
    within: 600,
  };
}

/** So many fields are looked at. */
const MOST_FIELDS = 12;

/** The set is the new one: it has what the server lets nobody change. */
function isNew(set: ObjectName, grown: readonly Growth[], refused: readonly Difference[]): Condition {
  const sizes = grown.map(({ template, size }) => {
    const path = `{.spec.volumeClaimTemplates[?(@.metadata.name==${JSON.stringify(template)})].spec.resources.requests.storage}`;
    return atLeast(set, path, size);
  });
  const fields = refused
    .flatMap(({ path, was, becomes }) => leaves(path, was, becomes))
    .filter(({ path }) => !path.endsWith('.storage}'))
    .slice(0, MOST_FIELDS);
  return said(
    `StatefulSet ${set.name} is the new one`,
    allOf(exists(set), ...sizes, ...fields.map(({ path, value }) => fieldIs(set, path, value))),
  );
}

interface Leaf {
  /** As kubectl takes it. */
  readonly path: string;
  readonly value: string;
}

/** The single values of what becomes of a field, as kubectl prints them; nothing for those that go. */
function leaves(path: Difference['path'], was: unknown, becomes: unknown): Leaf[] {
  if (Array.isArray(becomes) || Array.isArray(was)) {
    const names = (list: unknown) =>
      (Array.isArray(list) ? list : []).flatMap((item: unknown) => {
        const name = isObject(item) ? (item as { readonly metadata?: { readonly name?: unknown } }).metadata?.name : item;
        return typeof name === 'string' ? [name] : [];
      });
    const items = `${jsonPath(path).slice(0, -1)}[*]`;
    return [{ path: path.at(-1) === 'volumeClaimTemplates' ? `${items}.metadata.name}` : `${items}}`, value: names(becomes).join(' ') }];
  }
  if (isObject(becomes) || isObject(was)) {
    const [one, other] = [was, becomes].map((value) => (isObject(value) ? (value as Record<string, unknown>) : {}));
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) => leaves([...path, key], one[key], other[key]));
  }
  const isSimple = ['string', 'number', 'boolean'].includes(typeof becomes);
  return [{ path: jsonPath(path), value: isSimple ? String(becomes) : '' }];
}
