import { check, ManifestSet, readValues } from '../../src/checks';
import { ScratchMedium } from '../../src/volumes/scratch-medium';
import { Manifest } from './client';
import { Recipe, somewhere } from './recipe';

const says = (key: string, holds: (value: unknown) => boolean) => (recipe: Recipe) =>
  somewhere(recipe, (name, value) => name === key && holds(value));
const given = (value: unknown) => value !== undefined;
const isDisk = (value: unknown) => value instanceof ScratchMedium && value.kind === 'claim';

/** Findings that are right, because a recipe asks by name for what they tell of. */
const ASKED_FOR: Readonly<Record<string, (recipe: Recipe) => boolean>> = {
  'recursive-ownership-change': says('fsGroupChangePolicy', (value) => value === 'Always'),
  'delete-reclaim-on-database': says('retention', (value) => value === 'Delete'),
  'host-path-volume': says('acknowledgeForTestsOrOneNode', given),
  'nfs-soft-mount': says('softMountMayCorruptData', given),
  // The claim and the volume of a case have nothing to do with each other, and any selector may find the volume.
  'claim-cannot-bind': says('selector', given),
  // A label that the other Pods of a case have not.
  'selinux-labels-differ': says('seLinuxOptions', given),
  // A disk of its own for scratch, in a workload of the user's, who has given it no group.
  'non-root-without-group': (recipe) => 'volume' in recipe && says('medium', isDisk)(recipe),
  'world-writable-store': (recipe) =>
    says('directoriesAreWorldWritable', given)(recipe) || says('mode', given)(recipe) || says('defaultMode', given)(recipe),
};

/** What our own checks find in manifests of ours and the recipe did not ask for; it should be nothing. */
export function ownFindings(manifests: readonly Manifest[], recipe: Recipe): string[] {
  const { manifests: read, problems } = readValues(manifests);
  const { findings } = check(new ManifestSet(read));
  const unasked = findings.filter(({ rule, level }) => {
    const asked = Object.hasOwn(ASKED_FOR, rule) && ASKED_FOR[rule](recipe);
    return level !== 'info' && !asked;
  });
  return [
    ...problems.map(({ message }) => `our checks cannot read it: ${message}`),
    ...unasked.map(({ rule, object, pointer, cause }) => `${rule}: ${object?.kind} ${object?.name} ${pointer}: ${cause}`),
  ];
}
