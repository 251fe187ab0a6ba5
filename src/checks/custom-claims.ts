import { customResource } from '../facts/operators';
import { ClaimPlace } from '../facts/operators/resource-facts';
import { Claim } from './claim';
import { Cursor } from './cursor';
import { Manifest } from './manifest';

/** The places that a path with `*` leads to, as far as they are written. */
export function placesAt(root: Cursor, path: string): readonly Cursor[] {
  let places: readonly Cursor[] = [root];
  for (const key of path.split('.')) {
    places = places
      .flatMap((place) =>
        key === '*' ? (Array.isArray(place.value) ? place.items : place.entries.map(([, entry]) => entry)) : [place.at(key)],
      )
      .filter(({ exists }) => exists);
    if (places.length === 0) break;
  }
  return places;
}

/** A claim of a custom resource, and what is known of its place. */
export interface CustomClaim {
  readonly claim: Claim;
  readonly place: ClaimPlace;
}

/** The claims that a custom resource asks its operator for. */
export function customClaimsOf(manifest: Manifest): readonly CustomClaim[] {
  const claims = customResource(manifest.type)?.claims ?? [];
  return claims.flatMap((place) =>
    placesAt(manifest.root, place.at).flatMap((at) => {
      const claim = readClaim(manifest, place, at);
      return claim === undefined ? [] : [{ claim, place }];
    }),
  );
}

function readClaim(manifest: Manifest, place: ClaimPlace, at: Cursor): Claim | undefined {
  if (at.map === undefined || (place.when !== undefined && below(at, place.when.at).value !== place.when.is)) return undefined;
  const name =
    (place.shape === 'claim' ? at.at('metadata', 'name').text : undefined) ?? at.at('name').text ?? place.name ?? lastKey(place.at);
  const shape = shapeOf(place, at);
  return shape && Claim.ofCustom(manifest, shape, name, place.ephemeral === true ? 'ephemeral' : 'custom');
}

/** The place in the shape of a claim. */
function shapeOf(place: ClaimPlace, at: Cursor): Cursor | undefined {
  if (place.shape === 'claim') return at;
  if (place.shape === 'spec') return at.assembled([['spec', at]]);
  const { size, className, accessModes } = place.fields!;
  const storage = firstOf(at, size);
  if (!storage.exists) return undefined;
  const resources = at.assembled([['requests', at.assembled([['storage', storage]])]]);
  const modes = accessModes === undefined ? undefined : firstOf(at, accessModes);
  const spec = at.assembled([
    ['accessModes', modes?.exists === true ? modes : at.saying(['ReadWriteOnce'])],
    ['resources', resources],
    ...(className === undefined ? [] : [['storageClassName', firstOf(at, className)] as const]),
  ]);
  return at.assembled([['spec', spec]]);
}

/** The first that is written of the places that a path names, with `|` between them. */
function firstOf(at: Cursor, paths: string): Cursor {
  const places = paths.split('|').map((path) => below(at, path));
  return places.find(({ exists }) => exists) ?? places[0];
}

export function below(at: Cursor, path: string): Cursor {
  return at.at(...path.split('.'));
}

function lastKey(path: string): string {
  return path
    .split('.')
    .filter((key) => key !== '*')
    .at(-1)!;
}
