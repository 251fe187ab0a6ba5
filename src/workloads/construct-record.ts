import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';

/*
 * What the process that synthesizes knows and the one that reads the manifests does not: which construct made which object, and what was
 * noted on constructs.
 *
 * cdk8s writes a file of its own where the cdk8s CLI asks for it, with one path for each name, so that of a Service and a StatefulSet with
 * one name only one is known. It is extended here, on the one app that asks for it.
 */

/** The file of cdk8s that says which construct made which object. */
const METADATA_FILE = 'construct-metadata.json';

/** Our part of the file. */
const KEY = 'cdk8s-storage';

/** Begins the types of what this library notes on constructs. */
const OURS = `${KEY}.`;

/** On the app, so that two copies of this library extend it once. */
const EXTENDED = Symbol.for('cdk8s-storage.construct-record');

export interface ConstructRecord {
  readonly objects: readonly RecordedObject[];
  readonly notes: readonly RecordedNote[];
}

export interface RecordedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly path: string;
}

/** Metadata on a construct. */
export interface RecordedNote {
  readonly path: string;
  readonly type: string;
  readonly data: unknown;
}

type WriteMetadata = (objects: readonly ApiObject[]) => void;

/** An app, as far as it is known here: of any copy of cdk8s, so by its shape. */
interface RecordingApp extends IConstruct {
  readonly outdir: string;
  readonly [EXTENDED]?: true;
  readonly writeConstructMetadata?: WriteMetadata;
}

/**
 * Lets the app of a construct write down more than cdk8s does, where the cdk8s CLI asks for it.
 *
 * The method is private in cdk8s; where a release has no such method, nothing more is written, and the plugin names no construct that it
 * is not sure of. What is put on the app is not enumerable, since FleetApp knows the App of cdk8s by its fields.
 */
export function recordConstructs(construct: IConstruct): void {
  const app = construct.node.root as RecordingApp;
  const write = app.writeConstructMetadata;
  if (app[EXTENDED] === true || typeof write !== 'function') return;
  const extended: WriteMetadata = (objects) => {
    write.call(app, objects);
    const file = join(app.outdir, METADATA_FILE);
    writeFileSync(file, JSON.stringify({ ...read(file), [KEY]: recordOf(app, objects) }));
  };
  Object.defineProperty(app, EXTENDED, { value: true });
  Object.defineProperty(app, 'writeConstructMetadata', { value: extended, configurable: true, writable: true });
}

function recordOf(app: IConstruct, objects: readonly ApiObject[]): ConstructRecord {
  return {
    objects: objects.map(({ apiVersion, kind, name, metadata, node }) => ({
      apiVersion,
      kind,
      namespace: metadata.namespace,
      name,
      path: node.path,
    })),
    notes: app.node.findAll().flatMap(notesOn),
  };
}

/** What this library, or another copy of it, noted on a construct. */
export function notesOn({ node }: IConstruct): RecordedNote[] {
  return node.metadata
    .filter(({ type }) => type.startsWith(OURS))
    .map(({ type, data }) => ({ path: node.path, type, data: data as unknown }));
}

/** What an app has written down, found from the manifests that it wrote; undefined where it has not. */
export function readConstructRecord(manifestFiles: readonly string[]): ConstructRecord | undefined {
  const [first] = manifestFiles;
  if (first === undefined) return undefined;
  // Manifests lie in the output directory, or in a folder for each chart.
  const file = [dirname(first), dirname(dirname(first))]
    .map((directory) => join(directory, METADATA_FILE))
    .find((path) => existsSync(path));
  return file === undefined ? undefined : (read(file)[KEY] as ConstructRecord | undefined);
}

function read(file: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
}
