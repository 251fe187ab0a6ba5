import { Finding } from '../checks/finding';
import { Manifest } from '../checks/manifest';
import { JsonMap } from '../checks/object';
import { readYaml } from '../checks/read-yaml';
import { Change, changed, isSame } from './change';
import { Edit, edited } from './edits';
import { ChangeWriter, Written } from './write-change';
import { CannotWrite, YamlText } from './yaml-text';

/** A finding and what mends it. */
export interface Planned {
  readonly finding: Finding;
  readonly manifest: Manifest;
  readonly changes: readonly Change[];
}

export interface Rewritten {
  readonly text: string;
  /** The objects of the text as they are read from it. */
  readonly bodies: readonly JsonMap[];
  /** What could not be written, and why. */
  readonly failed: ReadonlyMap<Planned, CannotWrite>;
}

/**
 * The text of a file with changes in its objects, and nothing else changed. It is read again: throws CannotWrite where not exactly the
 * changes are in it, as it happens where an anchor carries one of them to another place.
 */
export function rewritten(text: string, manifests: readonly Manifest[], plans: readonly Planned[]): Rewritten {
  const before = readYaml(text);
  if (before.manifests.length !== manifests.length || !before.manifests.every(({ body }, index) => isSame(body, manifests[index].body))) {
    throw new CannotWrite('The file is not what was checked.');
  }
  const places = new YamlText(text);
  const objectOf = places.objectsOf(manifests);
  const writer = new ChangeWriter(places);
  const edits: Edit[] = [];
  const failed = new Map<Planned, CannotWrite>();
  const bodies = new Map<Manifest, JsonMap>(manifests.map((manifest) => [manifest, manifest.body]));
  for (const plan of plans) {
    try {
      const object = objectOf(plan.manifest);
      const written = plan.changes.map((change) => writer.write(object, change));
      edits.push(...written.map(({ edit }) => edit));
      bodies.set(
        plan.manifest,
        plan.changes.reduce((body, change, index) => applied(body, change, written[index]), bodies.get(plan.manifest)!),
      );
    } catch (error) {
      if (!(error instanceof CannotWrite)) throw error;
      failed.set(plan, error);
    }
  }
  const result = edited(text, edits);
  if (result === undefined) throw new CannotWrite('Two remedies are about the same place.');
  const after = readYaml(result);
  const expected = manifests.map((manifest) => bodies.get(manifest)!);
  const isExact =
    after.manifests.length === expected.length &&
    after.problems.length === before.problems.length &&
    after.manifests.every(({ body }, index) => isSame(body, expected[index]));
  if (!isExact) {
    throw new CannotWrite('What is written there is used in other places too, or written in a way that cannot be changed alone.');
  }
  return { text: result, bodies: expected, failed };
}

function applied(body: JsonMap, change: Change, { value }: Written): JsonMap {
  return changed(body, change.path, (parent, key) => {
    if (change.kind !== 'rename') {
      parent[key] = value;
      return;
    }
    if (Object.hasOwn(parent, change.to)) throw new CannotWrite(`${change.to} is written there already.`);
    parent[change.to] = parent[key];
    delete parent[key];
  }) as JsonMap;
}
