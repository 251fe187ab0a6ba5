import { dirname } from 'node:path';
import { isClusterWide } from '../facts/kubernetes/built-in-kinds';
import { groupBy } from '../util/group-by';
import { Manifest } from './manifest';

/** All objects of the input, whatever set they are checked in: for what all of a cluster share. */
export class World {
  private globals?: ReadonlyMap<string, readonly Manifest[]>;
  private oneFile?: boolean;
  private first?: ReadonlyMap<string, Manifest>;

  constructor(private readonly manifests: readonly Manifest[]) {}

  /** An object of a kind that has no namespace; undefined where there are several of that name, and nobody knows which is meant. */
  findGlobal(type: string, name: string): Manifest | undefined {
    this.globals ??= groupBy(
      this.manifests.filter((manifest) => isClusterWide(manifest.type)),
      ({ key }) => key,
    );
    const list = this.globals.get(`${type}//${name}`);
    return list?.length === 1 ? list[0] : undefined;
  }

  /** Whether all objects are of one file, or of none. */
  get isOneFile(): boolean {
    return (this.oneFile ??= this.manifests.every(({ origin }) => origin.file === this.manifests[0].origin.file));
  }

  /** The first object that is the same one to the API server, as far as that is known. */
  firstOf(manifest: Manifest): Manifest | undefined {
    this.first ??= new Map(this.manifests.map((other) => [placeOf(other), other] as const).reverse());
    return this.first.get(placeOf(manifest));
  }
}

/** What has no namespace in different directories is in different ones, for all that is known. */
function placeOf({ key, type, namespace, origin }: Manifest): string {
  const isLocal = namespace === undefined && !isClusterWide(type) && origin.file !== undefined;
  return isLocal ? `${dirname(origin.file)}\n${key}` : key;
}
