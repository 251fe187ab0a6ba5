import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/*
 * What the installed peers say of their own structs. A release that is newer than the one that this package was built with may have a prop
 * more, and whoever uses it has made no mistake. Asked only about a prop that is not known here, since the description is large.
 */

interface Assembly {
  readonly types?: Readonly<Record<string, TypeDescription | undefined>>;
}

interface TypeDescription {
  readonly properties?: ReadonlyArray<{ readonly name: string }>;
  /** What the struct extends. */
  readonly interfaces?: readonly string[];
}

const assemblies = new Map<string, Assembly | undefined>();

/** Whether the installed release of a peer has a prop; false where it does not describe itself, as in a bundle. */
export function peerHas(struct: string, prop: string, find: (peer: string) => string | undefined = directoryOf): boolean {
  const [peer] = struct.split('.');
  const directory = find(peer);
  const types = directory === undefined ? undefined : assemblyIn(directory)?.types;
  const has = (name: string): boolean => {
    const type = types?.[name];
    return type?.properties?.some(({ name: own }) => own === prop) === true || type?.interfaces?.some(has) === true;
  };
  return has(struct);
}

function directoryOf(peer: string): string | undefined {
  try {
    return dirname(require.resolve(`${peer}/package.json`));
  } catch (error) {
    // A bundle has no packages.
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function assemblyIn(directory: string): Assembly | undefined {
  if (!assemblies.has(directory)) assemblies.set(directory, read(directory));
  return assemblies.get(directory);
}

function read(directory: string): Assembly | undefined {
  const file = join(directory, '.jsii');
  if (!existsSync(file)) return undefined;
  const content = JSON.parse(readFileSync(file, 'utf8')) as Assembly & { readonly filename?: string };
  // Large packages compress their description, and leave a note where it is.
  if (content.filename === undefined) return content;
  return JSON.parse(gunzipSync(readFileSync(join(directory, content.filename))).toString('utf8')) as Assembly;
}
