import { basename, dirname } from 'node:path';
import { App, Names } from 'cdk8s';
import { Construct } from 'constructs';
import { groupBy } from '../util/group-by';
import { Manifest } from '../checks/manifest';
import { ObjectRef } from '../checks/object';
import { RecordedObject } from '../workloads/construct-record';

type PathsByName = Readonly<Record<string, { readonly path: string } | undefined>>;

/**
 * Which construct made which object of the files of a synthesis.
 *
 * An app that uses this library writes that down. Any other app leaves only the file of the cdk8s CLI, which has one path for each name:
 * that of the object that was written last. Where several objects have the name, it is found out which one that is; the others are given
 * no path rather than a wrong one.
 */
export class ConstructPaths {
  private readonly paths = new Map<Manifest, string>();

  constructor(manifests: readonly Manifest[], byName: PathsByName, recorded: readonly RecordedObject[]) {
    const records = groupBy(recorded, keyOf);
    const byKey = groupBy(manifests, keyOf);
    const named = groupBy(manifests, ({ name }) => name);
    for (const manifest of manifests) {
      const known = records.get(keyOf(manifest));
      const same = byKey.get(keyOf(manifest))!;
      // Objects that are the same in everything are told apart by their order.
      const record = known?.length === same.length ? known[same.indexOf(manifest)] : undefined;
      const path = record?.path ?? pathByName(manifest, named.get(manifest.name)!, byName[manifest.name]?.path);
      if (path !== undefined) this.paths.set(manifest, path);
    }
  }

  /** The path of the construct that made an object; undefined where that is not sure. */
  public of(manifest: Manifest): string | undefined {
    return this.paths.get(manifest);
  }
}

function pathByName(manifest: Manifest, sameName: readonly Manifest[], path: string | undefined): string | undefined {
  if (path === undefined || sameName.length === 1) return path;
  const files = new Set(sameName.map(({ origin }) => origin.file));
  const file = files.size === 1 ? manifest.origin.file : [...files].filter((candidate) => isOfChart(candidate, path))[0];
  const owner = sameName.filter(({ origin }) => origin.file === file).at(-1);
  return owner === manifest ? path : undefined;
}

/** Whether a file, or its folder, is that of a chart that a path leads through. */
function isOfChart(file: string | undefined, path: string): boolean {
  if (file === undefined) return false;
  const names = [basename(file).replace(/\..*$/, ''), basename(dirname(file))].map((name) => name.replace(/^[0-9]{4}-(?=.)/, ''));
  let scope: Construct = new App();
  return path.split('/').some((id) => {
    scope = new Construct(scope, id);
    return names.includes(Names.toDnsLabel(scope));
  });
}

function keyOf({ apiVersion, kind, namespace, name }: ObjectRef): string {
  return JSON.stringify([apiVersion, kind, namespace ?? '', name]);
}
