import { CHANGE_KINDS, CHANGE_PREFIX, ChangeKind, Effect, EFFECTS, LOUD_EFFECTS } from '../facts/data-changes';
import { NEWEST_MINOR } from '../facts/kubernetes/update-rules';
import { Acknowledgement, annotated, covers, hasReason } from '../checks/acknowledgement';
import { Manifest } from '../checks/manifest';
import { compareTexts } from '../util/compare-texts';
import { AcknowledgedChange, Change, Draft, Plan, PlanOptions } from './change';
import { PlanContext } from './context';
import { backups } from './effects/backups';
import { credentials } from './effects/credentials';
import { dataPlaces } from './effects/data-places';
import { guards } from './effects/guards';
import { operators } from './effects/operators';
import { cutOff } from './effects/cut-off';
import { otherObjects } from './effects/other-objects';
import { programChanges } from './effects/programs';
import { refusals } from './effects/refusals';
import { rest } from './effects/rest';
import { sets } from './effects/sets';
import { storageObjects } from './effects/storage-objects';
import { shown } from './text';

/** What is looked for, one subject after the other; what is told first of an object and its place is told once. */
const PARTS: ReadonlyArray<(context: PlanContext) => Iterable<Draft>> = [
  storageObjects,
  sets,
  otherObjects,
  dataPlaces,
  refusals,
  operators,
  programChanges,
  credentials,
  backups,
  cutOff,
  guards,
  rest,
];

/**
 * What becomes of data when one set of manifests takes the place of another one. The new one is all that is wanted: what is not in it has
 * gone, and what becomes of that depends on what applies it. The old one may be read from a cluster.
 */
export function planBetween(old: readonly Manifest[], next: readonly Manifest[], options: PlanOptions = {}): Plan {
  const { minor = NEWEST_MINOR, deployer = 'kubectl', acknowledgements } = options;
  return planIn(new PlanContext(old, next, minor, deployer), acknowledgements);
}

/** The same of two sets that are compared already. */
export function planIn(context: PlanContext, acknowledgements: readonly Acknowledgement[] = []): Plan {
  const found = withoutEmptyWords(PARTS.flatMap((part) => [...part(context)])).map((draft) => ({ draft, change: finish(draft) }));
  const changes: Change[] = [];
  const acknowledged: AcknowledgedChange[] = [];
  const used = new Set<Acknowledgement>();
  const known = [...acknowledgements, ...ownAcknowledgements(context, found)].filter(hasReason);
  for (const { change } of found) {
    const acknowledgement = known.find((one) => isFor(one, change));
    if (acknowledgement === undefined) {
      changes.push(change);
    } else {
      used.add(acknowledgement);
      acknowledged.push({ ...change, reason: acknowledgement.reason, by: acknowledgement.by });
    }
  }
  return {
    changes: sorted(changes),
    acknowledged: sorted(acknowledged),
    unused: known.filter((one) => one.rule.startsWith(CHANGE_PREFIX) && !used.has(one)),
    counts: Object.fromEntries(EFFECTS.map((effect) => [effect, changes.filter((change) => change.effect === effect).length])) as Record<
      Effect,
      number
    >,
    objects: { old: context.given.length, new: context.wanted.length },
  };
}

/** What is safe is said of objects of which nothing else is. */
function withoutEmptyWords(drafts: readonly Draft[]): readonly Draft[] {
  const told = new Set(drafts.filter(({ id }) => id !== 'other').map(({ at }) => (at.manifest as Manifest).key));
  return drafts.filter(({ id, at }) => id !== 'other' || !told.has((at.manifest as Manifest).key));
}

interface Found {
  readonly draft: Draft;
  readonly change: Change;
}

/** Those in annotations of the objects that a change is told of, and of their Pods. */
function ownAcknowledgements(context: PlanContext, found: readonly Found[]): Acknowledgement[] {
  const manifests = new Set(found.map(({ draft }) => draft.at.manifest as Manifest));
  return [...manifests].flatMap((manifest) => {
    const pod = context.next.podsOf(manifest);
    const annotations = pod === undefined || pod.metadata.pointer === '/metadata' ? [] : pod.metadata.at('annotations').entries;
    return annotated(
      manifest,
      annotations.map(([key, cursor]) => [key, cursor.value]),
    );
  });
}

function isFor(acknowledgement: Acknowledgement, change: Change): boolean {
  const { rule }: ChangeKind = CHANGE_KINDS[change.id];
  if (acknowledgement.rule !== `${CHANGE_PREFIX}${change.id}` && acknowledgement.rule !== rule) return false;
  if (!('manifest' in acknowledgement)) return covers(acknowledgement, change);
  const { kind, namespace, name } = acknowledgement.manifest as Manifest;
  return kind === change.object.kind && name === change.object.name && namespace === change.object.namespace;
}

function finish({ id, effect, at, was, becomes, cause, remedy, since }: Draft): Change {
  const manifest = at.manifest as Manifest;
  const { apiVersion, kind, namespace, name, origin } = manifest;
  const path = at.path;
  return withoutEmpty({
    object: { apiVersion, kind, namespace, name },
    effect: effect ?? CHANGE_KINDS[id].effect,
    id,
    pointer: at.pointer,
    was: shown(manifest, path, was),
    becomes: shown(manifest, path, becomes),
    cause: clean(cause),
    remedy: clean(remedy),
    since,
    file: origin.file,
    // The text has to be read again for each: for those that people look at.
    line: LOUD_EFFECTS.includes(effect ?? CHANGE_KINDS[id].effect) ? origin.lineOf?.(at.written.path) : undefined,
    constructPath: origin.constructPath,
  });
}

function withoutEmpty(change: Change): Change {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as unknown as Change;
}

const LONGEST_SENTENCE = 900;

/** A sentence that quotes foreign text, on one line and of bounded length. */
function clean(sentence: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  const line = sentence.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
  return line.length > LONGEST_SENTENCE ? `${line.slice(0, LONGEST_SENTENCE - 2)}….` : line;
}

/** The loud ones first; what is told of one object stands together, where its loudest stands. */
function sorted<C extends Change>(changes: readonly C[]): C[] {
  const keyOf = ({ object: { apiVersion, kind, namespace, name } }: Change) => `${kind}/${namespace ?? ''}/${name}/${apiVersion}`;
  const rank = ({ effect }: Change) => EFFECTS.indexOf(effect);
  const loudest = new Map<string, number>();
  for (const change of changes) loudest.set(keyOf(change), Math.min(loudest.get(keyOf(change)) ?? EFFECTS.length, rank(change)));
  return [...changes].sort(
    (one, other) =>
      loudest.get(keyOf(one))! - loudest.get(keyOf(other))! ||
      compareTexts(keyOf(one), keyOf(other)) ||
      rank(one) - rank(other) ||
      compareTexts(one.pointer, other.pointer),
  );
}
