import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * What jsii-docgen says of the API, a file for each language, and what its files do not say: what a method returns, and what is a struct. They are the same
 * in all languages, and are read from what jsii writes.
 */

export const LANGUAGES = ['typescript', 'python', 'java', 'go'] as const;
export type Language = (typeof LANGUAGES)[number];
export type PerLanguage<T> = Readonly<Record<Language, T>>;

export interface TypeJson {
  /** With a percent sign for each of the types in it; absent where this is one type of some package. */
  readonly formattingPattern?: string;
  readonly types?: readonly TypeJson[];
  readonly id?: string;
  readonly displayName?: string;
  readonly packageName?: string;
}

export interface DocsJson {
  readonly summary?: string;
  readonly remarks?: string;
  readonly links?: readonly string[];
  /** A piece of code, in the language of the file. */
  readonly example?: string;
}

/** A property, a parameter, a constant, or a member of an enumeration, which has no type. */
export interface ValueJson {
  readonly id: string;
  readonly displayName: string;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly default?: string;
  readonly type?: TypeJson;
  readonly docs?: DocsJson;
}

export interface CallableJson {
  readonly id: string;
  readonly displayName: string;
  readonly parameters: readonly ValueJson[];
  readonly docs?: DocsJson;
}

export interface TypePageJson {
  readonly id: string;
  readonly displayName: string;
  readonly docs?: DocsJson;
  readonly initializer?: CallableJson;
  readonly instanceMethods?: readonly CallableJson[];
  readonly staticMethods?: readonly CallableJson[];
  readonly constants?: readonly ValueJson[];
  readonly properties?: readonly ValueJson[];
  readonly members?: readonly ValueJson[];
}

export type Kind = 'constructs' | 'classes' | 'structs' | 'interfaces' | 'enums';

interface ReferenceJson {
  readonly apiReference: Readonly<Record<Kind, readonly TypePageJson[]>>;
}

/** A public type with its kind, in each language. */
export interface ApiType {
  readonly id: string;
  readonly kind: Kind;
  readonly pages: PerLanguage<TypePageJson>;
}

export function readTypes(directory: string): ApiType[] {
  const references = Object.fromEntries(
    LANGUAGES.map((language) => [
      language,
      (JSON.parse(readFileSync(join(directory, `api.${language}.json`), 'utf8')) as ReferenceJson).apiReference,
    ]),
  ) as PerLanguage<ReferenceJson['apiReference']>;
  const kinds = Object.keys(references.typescript) as Kind[];
  return kinds.flatMap((kind) =>
    references.typescript[kind].map(({ id }) => {
      const pages = Object.fromEntries(
        LANGUAGES.map((language) => [language, byId(references[language][kind], id)]),
      ) as PerLanguage<TypePageJson>;
      return { id, kind, pages };
    }),
  );
}

/** What has an identity, which is the same in all languages. */
export function byId<T extends { readonly id: string }>(list: readonly T[], id: string): T {
  const found = list.find((one) => one.id === id);
  if (found === undefined) throw new Error(`${id} is not there in every language.`);
  return found;
}

interface ReferenceType {
  readonly fqn?: string;
  readonly primitive?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: ReferenceType };
}

interface MethodAssembly {
  readonly name: string;
  readonly returns?: { readonly type: ReferenceType; readonly optional?: boolean };
}

interface TypeAssembly {
  readonly datatype?: boolean;
  readonly base?: string;
  readonly locationInModule?: { readonly filename: string };
  readonly methods?: readonly MethodAssembly[];
}

interface Assembly {
  readonly name: string;
  readonly version: string;
  readonly types: Readonly<Record<string, TypeAssembly>>;
}

/** What jsii knows of the types of this package and of its peers. */
export class Assemblies {
  private readonly types: Readonly<Record<string, TypeAssembly | undefined>>;
  private readonly versions: Readonly<Record<string, string>>;

  constructor(root: string) {
    const places = ['', 'node_modules/cdk8s-plus-27', 'node_modules/cdk8s', 'node_modules/constructs'];
    const assemblies = places.map((place) => JSON.parse(readFileSync(join(root, place, '.jsii'), 'utf8')) as Assembly);
    this.types = Object.assign({}, ...assemblies.map(({ types }) => types)) as Record<string, TypeAssembly>;
    this.versions = Object.fromEntries(assemblies.map(({ name, version }) => [name, version]));
  }

  /** The version of a peer that this package is built with. */
  versionOf(name: string): string {
    return this.versions[name];
  }

  isStruct(id: string): boolean {
    return this.types[id]?.datatype === true;
  }

  /** The directory below src/ that a type of this package stands in. */
  directoryOf(id: string): string {
    return this.types[id]!.locationInModule!.filename.replace(/^src\//, '').replace(/\/[^/]*$/, '');
  }

  /** What a method returns, in TypeScript's words; undefined for nothing. */
  returnsOf(type: string, method: string): TypeJson | undefined {
    for (let id: string | undefined = type; id !== undefined; id = this.types[id]?.base) {
      const found = this.types[id]?.methods?.find(({ name }) => name === method);
      if (found !== undefined) return found.returns === undefined ? undefined : typeOf(found.returns.type);
    }
    return undefined;
  }
}

function typeOf({ fqn, primitive, collection }: ReferenceType): TypeJson {
  if (collection !== undefined) {
    return { formattingPattern: collection.kind === 'array' ? '%[]' : '{[ key: string ]: %}', types: [typeOf(collection.elementtype)] };
  }
  if (fqn === undefined) return { formattingPattern: primitive ?? 'any' };
  return { id: fqn, displayName: fqn.split('.').pop(), packageName: fqn.split('.')[0] };
}
