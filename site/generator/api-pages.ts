import { ApiType, Assemblies, byId, CallableJson, LANGUAGES, Language, readTypes, TypeJson, TypePageJson, ValueJson } from './api-json';
import { areasOf } from './areas';
import { codeInEach, defaultOf, describe, inEach, prose } from './markup';
import { PerLanguageCallable, Signatures } from './signatures';

/*
 * The reference of the API: a page for each type, and one that lists them. What a language calls otherwise stands on the page once for each,
 * and the reader's is shown.
 */

const OURS = 'cdk8s-storage';

/** What every construct has. */
const OF_EVERY_CONSTRUCT = ['toString', 'with', 'node', 'isConstruct'];

const KINDS: Readonly<Record<ApiType['kind'], string>> = {
  constructs: 'Construct',
  classes: 'Class',
  structs: 'Options',
  interfaces: 'Interface',
  enums: 'Words',
};

export interface ApiPages {
  /** Markdown by the name of its file. */
  readonly pages: ReadonlyMap<string, string>;
  /** Names of types by area, those that are made or called first. */
  readonly areas: ReadonlyArray<{ readonly title: string; readonly types: readonly string[] }>;
  /** Where the public names are explained: a type, or a member of one. */
  readonly names: ReadonlyMap<string, string>;
}

export function apiPages(root: string, directory: string): ApiPages {
  return new Reference(readTypes(directory), new Assemblies(root)).pages();
}

class Reference {
  private readonly signatures: Signatures;
  /** Structs that one constructor takes stand on the page of its class. */
  private readonly homes = new Map<string, string>();
  private readonly byName: ReadonlyMap<string, ApiType>;

  constructor(
    private readonly types: readonly ApiType[],
    private readonly assemblies: Assemblies,
  ) {
    this.byName = new Map(types.map((type) => [type.id, type]));
    for (const type of types) {
      const props = propsOf(type);
      if (props !== undefined && props === `${type.id}Props`) this.homes.set(props, nameOf(type));
    }
    this.signatures = new Signatures(assemblies, (type) => this.addressOf(type));
  }

  pages(): ApiPages {
    const own = this.types.filter(({ id }) => !this.homes.has(id));
    const areas = areasOf(own.map((type) => ({ name: nameOf(type), kind: type.kind, directory: this.assemblies.directoryOf(type.id) })));
    const pages = new Map([['index.md', this.index(areas)], ...own.map((type) => [`${nameOf(type)}.md`, this.page(type)] as const)]);
    return { pages, areas, names: this.names() };
  }

  private names(): Map<string, string> {
    const names = new Map<string, string>();
    for (const type of this.types) {
      names.set(nameOf(type), `${this.homes.get(type.id) ?? nameOf(type)}${this.homes.has(type.id) ? '#props' : ''}`);
      for (const { displayName } of membersOf(type)) {
        names.set(`${nameOf(type)}.${displayName}`, `${this.homes.get(type.id) ?? nameOf(type)}#${anchorOf(type, displayName)}`);
      }
    }
    return names;
  }

  private addressOf({ id, packageName, displayName }: TypeJson): string {
    if (packageName === OURS) {
      const home = this.homes.get(id!);
      return home === undefined ? `./${displayName}` : `./${home}#props`;
    }
    // TypeScript's names are those of the package, which others may write otherwise.
    const name = id!.slice(packageName!.length + 1);
    return `https://constructs.dev/packages/${packageName}/v/${this.assemblies.versionOf(packageName!)}/api/${name}`;
  }

  private index(areas: ApiPages['areas']): string {
    return text([
      '# API',
      'Every class and every prop, as TypeScript, Python, Java and Go call it. What is common to all, and what differs, tells [Python, Java and Go](../languages.md). Pieces of code are compiled and run as TypeScript; what they are in the others is told by jsii-rosetta, without imports.',
      ...areas.flatMap(({ title, types }) => [
        `## ${title}`,
        types
          .map((name) => {
            const { pages, kind } = this.byName.get(`${OURS}.${name}`)!;
            return `- [${name}](${name}.md) <small>${KINDS[kind].toLowerCase()}</small>: ${prose(firstSentence(pages.typescript.docs?.summary ?? ''))}`;
          })
          .join('\n'),
      ]),
    ]);
  }

  private page(type: ApiType): string {
    const { pages, kind } = type;
    const { initializer, members = [] } = pages.typescript;
    const props = propsOf(type);
    const home = props !== undefined && this.homes.get(props) === nameOf(type) ? this.byName.get(props) : undefined;
    return text([
      `# ${nameOf(type)} <Badge type="info" text="${KINDS[kind]}" />`,
      '<LanguageTabs />',
      ...describe(pages.typescript.docs),
      ...codeInEach((language) => pages[language].docs?.example),
      ...(initializer === undefined ? [] : this.initializer(type)),
      ...(kind === 'structs' ? [this.takenBy(type)] : []),
      ...section('Props', home === undefined ? [] : this.values(home, 'properties')),
      ...section(kind === 'structs' ? undefined : 'Static methods', this.callables(type, 'staticMethods')),
      ...section('Methods', this.callables(type, 'instanceMethods')),
      ...section(kind === 'structs' ? 'Props' : 'Properties', this.values(type, 'properties')),
      ...section('Constants', this.values(type, 'constants')),
      ...members.flatMap(({ id, docs }) => {
        const name = inEach((language) => byId(pages[language].members!, id).displayName);
        return [`### ${name} {#${id.split('.').pop()}}`, ...describe(docs)];
      }),
    ]);
  }

  private initializer(type: ApiType): string[] {
    const all = perLanguage((language) => type.pages[language].initializer!);
    return [signature((language) => this.signatures.constructorOf(nameOf(type), all, language))];
  }

  private callables(type: ApiType, group: 'staticMethods' | 'instanceMethods'): string[] {
    const { pages } = type;
    const shown = (pages.typescript[group] ?? []).filter(({ displayName }) => !OF_EVERY_CONSTRUCT.includes(displayName));
    return shown.flatMap(({ id, displayName, parameters, docs }) => {
      const all = perLanguage((language) => byId(pages[language][group]!, id));
      const returns = this.assemblies.returnsOf(type.id, displayName);
      const write = (language: Language): string =>
        group === 'staticMethods' ? this.signatures.staticMethodOf(nameOf(type), all, language) : this.signatures.methodOf(all, language);
      return [
        `### ${inEach((language) => all[language].displayName)} {#${anchorOf(type, displayName)}}`,
        signature(write),
        ...describe(docs),
        ...this.parameters(parameters),
        ...(returns === undefined ? [] : [`Returns <code>${this.signatures.typeOf(returns, 'typescript')}</code>.`]),
      ];
    });
  }

  /** Those that are told about. */
  private parameters(parameters: readonly ValueJson[]): string[] {
    const told = parameters.filter(({ docs, default: otherwise }) => docs?.summary !== undefined || otherwise !== undefined);
    if (told.length === 0) return [];
    return [
      told
        .map(({ displayName, docs, default: otherwise }) => {
          const words = describe({ ...docs, links: [] })
            .join(' ')
            .replaceAll('\n', ' ');
          return `- \`${displayName}\`: ${words}${otherwise === undefined ? '' : ` Default: ${defaultOf(otherwise)}.`}`;
        })
        .join('\n'),
    ];
  }

  private values(type: ApiType, group: 'properties' | 'constants'): string[] {
    const { pages } = type;
    const all = (pages.typescript[group] ?? []).filter(
      ({ displayName }) => type.kind === 'structs' || !OF_EVERY_CONSTRUCT.includes(displayName),
    );
    // What has to be said comes first.
    const shown = [...all.filter(({ optional }) => optional !== true), ...all.filter(({ optional }) => optional === true)];
    return shown.flatMap((value) => {
      const name = inEach((language) => byId(pages[language][group]!, value.id).displayName);
      const kind = inEach((language) => `<code>${this.signatures.typeOf(byId(pages[language][group]!, value.id).type!, language)}</code>`);
      const needed = type.kind === 'structs' && value.optional !== true ? ' <Badge type="warning" text="required" />' : '';
      const otherwise = value.default === undefined ? '' : ` · default: ${defaultOf(value.default)}`;
      return [
        `### ${name}${needed} {#${anchorOf(type, value.displayName)}}`,
        `<span class="api-type">${kind}</span>${otherwise}`,
        ...describe(value.docs),
      ];
    });
  }

  /** Which calls and props take a struct. */
  private takenBy({ id }: ApiType): string {
    const takers = this.types.flatMap((type) => {
      const { initializer, staticMethods = [], instanceMethods = [], properties = [] } = type.pages.typescript;
      const page = this.addressOf({ id: type.id, packageName: OURS, displayName: nameOf(type) });
      const link = (member?: string): string =>
        member === undefined
          ? `[${nameOf(type)}](${page})`
          : `[${nameOf(type)}.${member}](${page.replace(/#.*/, '')}#${anchorOf(type, member)})`;
      const takes = ({ parameters }: CallableJson): boolean => parameters.some((parameter) => mentions(parameter.type!, id));
      return [
        ...(initializer !== undefined && takes(initializer) ? [link()] : []),
        ...[...staticMethods, ...instanceMethods].filter(takes).map(({ displayName }) => link(displayName)),
        ...(type.kind === 'structs'
          ? properties.filter((value) => mentions(value.type!, id)).map(({ displayName }) => link(displayName))
          : []),
      ];
    });
    return takers.length === 0 ? '' : `Taken by ${takers.join(', ')}.`;
  }
}

const nameOf = ({ id }: ApiType): string => id.slice(OURS.length + 1);

/** The struct that a constructor takes. */
function propsOf({ pages }: ApiType): string | undefined {
  return pages.typescript.initializer?.parameters.find(({ displayName }) => displayName === 'props')?.type?.types?.[0].id;
}

const membersOf = ({ pages }: ApiType): Array<{ readonly displayName: string }> => {
  const { instanceMethods = [], staticMethods = [], properties = [], constants = [], members = [] }: TypePageJson = pages.typescript;
  return [...staticMethods, ...instanceMethods, ...properties, ...constants, ...members];
};

/** Props of a class stand on one page with its members, and may have their names. */
const anchorOf = ({ kind }: ApiType, member: string): string => (kind === 'structs' ? `props-${member}` : member);

const perLanguage = (take: (language: Language) => CallableJson): PerLanguageCallable =>
  Object.fromEntries(LANGUAGES.map((language) => [language, take(language)])) as PerLanguageCallable;

const signature = (write: (language: Language) => string): string => `<div class="api-signature"><code>${inEach(write)}</code></div>`;

const mentions = ({ id, types = [] }: TypeJson, wanted: string): boolean => id === wanted || types.some((type) => mentions(type, wanted));

const section = (title: string | undefined, parts: readonly string[]): string[] =>
  parts.length === 0 ? [] : [...(title === undefined ? [] : [`## ${title} {#${title.toLowerCase().replaceAll(' ', '-')}}`]), ...parts];

const firstSentence = (summary: string): string => summary.replace(/[;:]$/, '.');

const text = (parts: readonly string[]): string => `${parts.filter((part) => part !== '').join('\n\n')}\n`;
