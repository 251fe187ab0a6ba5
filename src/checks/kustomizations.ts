import { CORE_SCHEMA, loadAll } from 'js-yaml';
import { dirname, join, normalize } from 'node:path';
import { asMap, Cursor } from './cursor';
import { isKustomization } from './find-files';
import { MOST_ALIASES, MOST_DEPTH } from './limits';
import { Manifest } from './manifest';

/** Fields that name files and directories whose objects are taken. */
const TAKEN = ['resources', 'bases', 'components'] as const;

/** Fields that name files of something else: what changes objects, makes some, or tells how. */
const GENERATORS = [
  ['configMapGenerator', 'ConfigMap'],
  ['secretGenerator', 'Secret'],
] as const;

const TOOLS = ['patches', 'patchesStrategicMerge', 'patchesJson6902', 'replacements', 'transformers', 'generators', 'validators'] as const;
const SETTINGS = ['configurations', 'crds'] as const;

/** Which objects a kustomization changes: what is left out matches any. */
interface Target {
  readonly kind?: string;
  readonly name?: string;
  /** Whether the name is a regular expression, as in a target. */
  readonly isPattern: boolean;
}

/** What stands in a kustomization.yaml, as far as it tells which files belong together. It is not built here. */
export class Kustomization {
  readonly directory: string;
  /** Files and directories of what it takes. */
  readonly taken: readonly string[];
  /** Files that hold no objects of their own. */
  readonly others: readonly string[];
  private readonly targets: Target[] = [];

  constructor(
    readonly file: string,
    root: Cursor,
  ) {
    this.directory = dirname(file);
    this.taken = this.pathsIn(root, TAKEN);
    this.others = [...this.pathsIn(root, TOOLS), ...this.pathsIn(root, SETTINGS), ...this.filesOfGenerators(root)];
    for (const patch of [...root.at('patches').items, ...root.at('patchesStrategicMerge').items, ...root.at('patchesJson6902').items]) {
      this.addTarget(patch.at('target'));
      this.addPatch(patch.at('patch').text ?? patch.text ?? '');
    }
    // What is merged into a ConfigMap or Secret adds keys to it.
    for (const [field, kind] of GENERATORS) {
      for (const generator of root.at(field).items) {
        const behavior = generator.at('behavior').text;
        if (behavior === 'merge' || behavior === 'replace') this.targets.push({ kind, name: generator.at('name').text, isPattern: false });
      }
    }
    for (const replicas of root.at('replicas').items) this.targets.push({ name: replicas.at('name').text, isPattern: false });
  }

  /** Takes the text of a patch: the objects that stand there are changed. */
  addPatch(text: string): void {
    if (!text.includes('\n')) return;
    for (const value of valuesOf(text)) {
      const body = asMap(value);
      if (body === undefined) continue;
      const { kind, name } = new Manifest(body);
      if (kind !== '' && name !== '') this.targets.push({ kind, name, isPattern: false });
    }
  }

  /** Whether it changes an object, so that what stands in the object's file is not what is applied. */
  changes({ kind, name }: Manifest): boolean {
    return this.targets.some(
      (target) =>
        (target.kind === undefined || fits(target.kind, kind, target.isPattern)) &&
        (target.name === undefined || fits(target.name, name, target.isPattern)),
    );
  }

  private addTarget(target: Cursor): void {
    if (target.map === undefined) return;
    this.targets.push({ kind: target.at('kind').text, name: target.at('name').text, isPattern: true });
  }

  private pathsIn(root: Cursor, fields: readonly string[]): string[] {
    const entries = fields.flatMap((field) => root.at(field).items);
    return entries.flatMap((entry) => this.resolve(entry.at('path').text ?? entry.text));
  }

  private filesOfGenerators(root: Cursor): string[] {
    const generators = [...root.at('configMapGenerator').items, ...root.at('secretGenerator').items];
    const files = generators.flatMap((generator) => [...generator.at('files').texts, ...generator.at('envs').texts]);
    return files.flatMap((file) => this.resolve(file.slice(file.indexOf('=') + 1)));
  }

  /** Inline patches and addresses on the network are no paths. */
  private resolve(path: string | undefined): string[] {
    return path === undefined || path === '' || /\n|:\/\/|^git@/.test(path) ? [] : [normalize(join(this.directory, path))];
  }
}

/** Kustomize takes regular expressions, which are anchored. Those that might take for ever count as fitting, as do those that are none. */
function fits(pattern: string, text: string, isPattern: boolean): boolean {
  if (!isPattern || /^[\w-]*$/.test(pattern)) return pattern === text;
  if (!/^[\w.|-]*(?:\*[\w.|-]*){0,2}$/.test(pattern)) return true;
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return true;
  }
}

/** Reads a kustomization; undefined where the text is none that can be read, which `kustomize build` tells better. */
export function readKustomization(text: string, file: string): Kustomization | undefined {
  const body = asMap(valuesOf(text)[0] ?? {});
  return body && new Kustomization(file, new Manifest(body).root);
}

function valuesOf(text: string): unknown[] {
  try {
    return loadAll(text, { schema: CORE_SCHEMA, maxDepth: MOST_DEPTH, maxAliases: MOST_ALIASES });
  } catch {
    return [];
  }
}

/** Kustomizations, and which files are whose. */
export class Kustomizations {
  private readonly byDirectory = new Map<string, Kustomization>();

  constructor(readonly all: readonly Kustomization[]) {
    for (const kustomization of all) this.byDirectory.set(normalize(kustomization.directory), kustomization);
  }

  /** Those that no other one takes. */
  get roots(): readonly Kustomization[] {
    const taken = new Set(this.all.flatMap((kustomization) => this.takenBy(kustomization)));
    const roots = this.all.filter((kustomization) => !taken.has(kustomization));
    // Some that take each other in a circle are built by nobody.
    return roots.length > 0 ? roots : this.all;
  }

  /** A kustomization with all that it takes, and what they take. */
  closure(root: Kustomization): { readonly members: readonly Kustomization[]; readonly files: ReadonlySet<string> } {
    const members = new Set([root]);
    const files = new Set<string>();
    for (const member of members) {
      for (const path of member.taken) if (!this.byDirectory.has(path)) files.add(path);
      for (const other of this.takenBy(member)) members.add(other);
    }
    return { members: [...members], files };
  }

  private takenBy(kustomization: Kustomization): Kustomization[] {
    return kustomization.taken.flatMap((path) => {
      const directory = isKustomization(path) ? dirname(path) : path;
      const taken = this.byDirectory.get(directory.replace(/\/$/, '') || '/');
      return taken === undefined || taken === kustomization ? [] : [taken];
    });
  }
}
