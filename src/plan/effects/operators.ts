import { FIXED_BY_DEFINITION, FIXED_IN_RESOURCES, FixedInResource } from '../../facts/operators/fixed-fields';
import { parseImage } from '../../facts/kubernetes/images';
import { parseQuantity } from '../../facts/kubernetes/quantities';
import { below, placesAt } from '../../checks/custom-claims';
import { Cursor } from '../../checks/cursor';
import { Manifest } from '../../checks/manifest';
import { JsonMap } from '../../checks/object';
import { Draft } from '../change';
import { PlanContext } from '../context';
import { cut, listed } from '../text';
import { sameValue } from '../values';

/** What the operators of custom resources refuse to change, and what they would do with a resource that is made anew. */
export function* operators(context: PlanContext): Generator<Draft> {
  for (const pair of context.changed) {
    yield* defined(pair.old, context.appliedTo(pair));
    const facts = FIXED_IN_RESOURCES.find(({ type }) => type === pair.next.type);
    if (facts === undefined) continue;
    const next = context.appliedTo(pair);
    yield* shrunk(facts, pair.old, next);
    yield* gone(facts, pair.old, next);
    yield* fixed(facts, pair.old, next);
    yield* sameWhile(facts, pair.old, next);
    yield* never(facts, pair.old, next);
    yield* images(facts, pair.old, next);
    yield* recovery(facts, next);
  }
}

const refused = ({ operator }: FixedInResource, what: string) => `The webhook of ${operator} refuses ${what}.`;

function* shrunk(facts: FixedInResource, old: Manifest, next: Manifest): Generator<Draft> {
  for (const place of facts.grow) {
    // Those of a list stand under the name of their item.
    const sizes = new Map(placesAt(old.root, place).map((at) => [nameAbove(old, at), at.value]));
    for (const at of placesAt(next.root, place)) {
      const was = sizes.get(nameAbove(next, at));
      const [before, after] = [parseQuantity(was), parseQuantity(at.value)];
      if (before === undefined || after === undefined || after >= before) continue;
      yield {
        id: 'operator-refuses',
        at,
        was,
        becomes: at.value,
        cause: refused(facts, `a smaller size: ${place.replace(/\.\*/g, '')} from ${String(was)} to ${String(at.value)}`),
        remedy: 'Keep the size; for a smaller one make another Cluster from a backup of this one, or import from it.',
      };
    }
  }
}

/** The name of the item of a list that a place is in. */
function nameAbove({ root }: Manifest, { path }: Cursor): string {
  const index = path.findIndex((key) => typeof key === 'number');
  return index < 0 ? '' : (root.at(...path.slice(0, index + 1), 'name').text ?? String(path[index]));
}

function* gone(facts: FixedInResource, old: Manifest, next: Manifest): Generator<Draft> {
  for (const place of facts.stay) {
    if (!below(old.root, place).exists || below(next.root, place).exists) continue;
    yield {
      id: 'operator-refuses',
      at: below(next.root, place),
      cause: refused(facts, `that ${place} is taken away: what lies there would be without a place`),
      remedy: `Keep ${place}; to be without it, make another Cluster from a backup of this one.`,
    };
  }
  for (const [list, key] of facts.items) {
    const names = ({ root }: Manifest) => below(root, list).items.flatMap((item) => item.at(key).text ?? []);
    const left = names(old).filter((name) => !names(next).includes(name));
    if (left.length === 0) continue;
    yield {
      id: 'operator-refuses',
      at: below(next.root, list),
      was: left.join(', '),
      cause: refused(facts, `that ${listed(left)} of ${list} is taken away`),
      remedy: 'Keep it; to be without it, empty it in the database, and make another Cluster from a backup of this one.',
    };
  }
}

function* fixed(facts: FixedInResource, old: Manifest, next: Manifest): Generator<Draft> {
  for (const [place, preset] of facts.same) {
    const [was, becomes] = [old, next].map(({ root }) => below(root, place).value ?? preset);
    if (was === becomes) continue;
    yield {
      id: 'operator-refuses',
      at: below(next.root, place),
      was,
      becomes,
      cause: refused(facts, `a change of ${place}: the files belong to ${cut(JSON.stringify(was))}`),
      remedy: `Leave ${place} as it is.`,
    };
  }
}

/** What the definition of a kind compares: what is written, with what was written there. */
function* defined(old: Manifest, next: Manifest): Generator<Draft> {
  for (const { type, operator, at: places, remedy } of FIXED_BY_DEFINITION) {
    if (type !== next.type) continue;
    for (const place of places) {
      const [before, at] = [below(old.root, place), below(next.root, place)];
      if (!before.exists || !at.exists || sameValue(before.value, at.value, place)) continue;
      yield {
        id: 'operator-refuses',
        at,
        was: before.value,
        becomes: at.value,
        cause: `The definition of ${operator} lets nobody change ${place} of a ${next.kind} that is there.`,
        remedy,
      };
    }
  }
}

function* sameWhile(facts: FixedInResource, old: Manifest, next: Manifest): Generator<Draft> {
  for (const { at: place, preset, on, onPreset } of facts.sameWhile) {
    const [was, becomes] = [old, next].map(({ root }) => below(root, place).value ?? preset);
    if (was === becomes || (below(old.root, on).flag ?? onPreset) !== true) continue;
    yield {
      id: 'operator-refuses',
      at: below(next.root, place),
      was,
      becomes,
      cause: refused(facts, `a change of ${place} while ${on} is true: what goes by the old one would be left behind`),
      remedy: `Set ${on}: false first, wait until the Cluster is healthy, then change it.`,
    };
  }
}

function* never(facts: FixedInResource, old: Manifest, next: Manifest): Generator<Draft> {
  for (const { at: place, value, above } of facts.never) {
    const [before, at] = [below(old.root, place), below(next.root, place)];
    if (at.value !== value || before.value === value || (!before.exists && (below(next.root, above).number ?? 1) <= 1)) continue;
    yield {
      id: 'operator-refuses',
      at,
      was: before.value,
      becomes: value,
      cause: refused(facts, `that ${place} becomes ${value} in a Cluster that is there`),
      remedy: `Leave ${place} as it is.`,
    };
  }
}

function* images(facts: FixedInResource, old: Manifest, next: Manifest): Generator<Draft> {
  const [before, at] = [below(old.root, facts.image), below(next.root, facts.image)];
  const [first, then] = [old, next].map((manifest) => versionOf(facts, manifest));
  const [was, becomes] = [first?.major, then?.major];
  if (was !== undefined && becomes !== undefined && was < becomes && becomes < facts.leastUpgrade) {
    yield {
      id: 'operator-refuses',
      at: then!.at,
      was,
      becomes,
      cause: refused(facts, `an upgrade to a major version below ${facts.leastUpgrade}: from ${was} to ${becomes}`),
      remedy: `Go to ${facts.leastUpgrade} or newer, or import into another Cluster.`,
    };
  }
  if (was !== undefined && becomes !== undefined && becomes < was) {
    yield {
      id: 'operator-refuses',
      at: then!.at,
      was: first!.at.value,
      becomes: then!.at.value,
      cause: refused(facts, `a lower major version: from ${was} to ${becomes}`),
      remedy: 'Keep the version; an older one reads no data of a newer one. Dump and restore it into another Cluster.',
    };
  }
  if (was !== undefined && becomes !== undefined && was < becomes && becomes >= facts.leastUpgrade) {
    yield {
      id: 'version-changed',
      at: then!.at,
      was: first!.at.value,
      becomes: then!.at.value,
      cause: `${facts.operator} upgrades the data from major version ${was} to ${becomes}, with the database stopped: there is no way back once it runs, and backups of the old version restore no moment after that.`,
      remedy: 'Make a backup that you have restored once; try the upgrade on a copy; and make a new base backup when it is done.',
    };
  }
  const isOther = before.text !== undefined && at.text !== undefined && before.text !== at.text;
  const [settings, becoming] = [old, next].map((manifest) => settingsOf(facts, manifest));
  const [method, apart] = facts.apart;
  if (!isOther || below(next.root, method).value !== apart) return;
  if (sameValue(settings, becoming, 'parameters')) return;
  yield {
    id: 'operator-refuses',
    at: below(next.root, facts.settings),
    cause: refused(facts, `a change of ${facts.image} and of ${facts.settings} at once while ${method} is ${apart}`),
    remedy: 'Change the image first, wait until the Cluster is healthy, then change its settings.',
  };
}

/** What the operator compares: with what it writes itself. */
function settingsOf({ settings, presets, ownSettings }: FixedInResource, { root }: Manifest): JsonMap {
  const all = { ...presets, ...below(root, settings).map };
  return Object.fromEntries(Object.entries(all).filter(([name]) => !ownSettings.includes(name)));
}

/** The major version that runs, and where it is written: by itself, or in the tag of the image. */
function versionOf(facts: FixedInResource, { root }: Manifest): { readonly at: Cursor; readonly major: number } | undefined {
  const own = below(root, facts.major);
  const at = own.exists ? own : below(root, facts.image);
  const major = own.exists ? own.number : majorOf(at.text);
  return major === undefined ? undefined : { at, major };
}

function majorOf(image: string | undefined): number | undefined {
  const tag = image === undefined ? undefined : parseImage(image)?.tag;
  const match = /^v?([0-9]+)/.exec(tag ?? '');
  return match === null ? undefined : Number(match[1]);
}

function* recovery(facts: FixedInResource, next: Manifest): Generator<Draft> {
  const at = below(next.root, facts.recovery);
  if (!at.exists) return;
  yield {
    id: 'operator-decides',
    at,
    cause: `${facts.recovery} counts when the Cluster is made, and does nothing in one that is there. Where it is made anew (deleted by mistake, in another place), it begins with that backup, and not with what it has now.`,
    remedy: `Take ${facts.recovery} away once the Cluster has recovered, or point it at backups of this Cluster.`,
  };
}
