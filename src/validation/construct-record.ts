import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ApiObject, App } from 'cdk8s';
import { acknowledgementsOn } from './acknowledgements';

/** The file of cdk8s that says which construct made which object. */
const METADATA_FILE = 'construct-metadata.json';

/** Our part of the file. */
const KEY = 'cdk8s-storage';

/** What the process that synthesized knows and the one that checks the files does not. */
export interface ConstructRecord {
  readonly objects: readonly RecordedObject[];
  readonly acknowledgements: ReadonlyArray<{
    readonly rule: string;
    readonly reason: string;
    readonly constructPath: string;
    readonly by: string;
  }>;
}

export interface RecordedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly path: string;
}

interface AppInternals {
  writeConstructMetadata(this: App, objects: readonly ApiObject[]): void;
}

/**
 * Lets apps write down more than cdk8s does, where the cdk8s CLI asks for it: cdk8s keeps one path for each name, so that of a Service
 * and a StatefulSet with one name only one is known, and acknowledgements in code stay in the process of the app.
 *
 * The method is private in cdk8s; where a later release has no such method, nothing more is written, and the plugin names no construct
 * that it is not sure of.
 */
export function recordConstructs(prototype: App): void {
  const internals = prototype as unknown as Partial<AppInternals>;
  const write = internals.writeConstructMetadata;
  if (typeof write !== 'function') return;
  internals.writeConstructMetadata = function (objects) {
    write.call(this, objects);
    const file = join(this.outdir, METADATA_FILE);
    const content = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...content, [KEY]: recordOf(this, objects) }));
  };
}

function recordOf(app: App, objects: readonly ApiObject[]): ConstructRecord {
  return {
    objects: objects.map(({ apiVersion, kind, name, metadata, node }) => ({
      apiVersion,
      kind,
      namespace: metadata.namespace,
      name,
      path: node.path,
    })),
    acknowledgements: acknowledgementsOn(app.node.findAll()).map(({ rule, reason, constructPath, by }) => ({
      rule,
      reason,
      constructPath,
      by,
    })),
  };
}

/** What an app has written down, found from the manifests that it wrote; undefined where it has not. */
export function readConstructRecord(manifestFiles: readonly string[]): ConstructRecord | undefined {
  const [first] = manifestFiles;
  if (first === undefined) return undefined;
  // Manifests lie in the output directory, or in a folder for each chart.
  const file = [dirname(first), dirname(dirname(first))]
    .map((directory) => join(directory, METADATA_FILE))
    .find((path) => existsSync(path));
  return file === undefined
    ? undefined
    : ((JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)[KEY] as ConstructRecord | undefined);
}

if (process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true') recordConstructs(App.prototype);
