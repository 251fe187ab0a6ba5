import { Assemblies, CallableJson, Language, TypeJson, ValueJson } from './api-json';
import { escapeHtml } from './markup';

/*
 * Types and calls as each language writes them, with links to what they name.
 */

/** What jsii-docgen writes of a type and nobody would. */
const WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  typescript: { '{[ key: string ]: %}': 'Record<string, %>' },
  python: { 'typing.Mapping[%]': 'typing.Mapping[str, %]' },
  java: { 'java.lang.': '', 'java.util.': '' },
  go: { '*f64': '*float64' },
};

/** The module of Go, which stands before what it has. */
const GO = 'cdk8sstorage.';

export class Signatures {
  constructor(
    private readonly assemblies: Assemblies,
    /** Where the page of a type is. */
    private readonly addressOf: (type: TypeJson) => string,
  ) {}

  typeOf(type: TypeJson, language: Language): string {
    const inner = (type.types ?? []).map((one) => this.typeOf(one, language));
    if (type.id === undefined) {
      const pattern = Object.entries(WORDS[language]).reduce(
        (text, [from, to]) => text.replaceAll(from, to),
        type.formattingPattern ?? '%',
      );
      return escapeHtml(pattern)
        .split('%')
        .map((part, index) => part + (inner[index] ?? ''))
        .join('');
    }
    const pointer = language === 'go' && this.assemblies.isStruct(type.id) ? '*' : '';
    return `${pointer}<a href="${this.addressOf(type)}">${escapeHtml(type.displayName!)}</a>`;
  }

  /** How an object is made. */
  constructorOf(name: string, all: PerLanguageCallable, language: Language): string {
    const call = all[language];
    switch (language) {
      case 'typescript':
        return this.call(`new ${name}`, call, language);
      case 'python':
        return this.python(name, all);
      case 'java':
        return this.builder(name, all);
      case 'go':
        return `${this.call(`${GO}New${name}`, call, language)} ${name}`;
    }
  }

  staticMethodOf(name: string, all: PerLanguageCallable, language: Language): string {
    const call = all[language];
    if (language === 'python') return this.python(`${name}.${call.displayName}`, all);
    return this.call(language === 'go' ? `${GO}${name}_${call.displayName}` : `${name}.${call.displayName}`, call, language);
  }

  methodOf(all: PerLanguageCallable, language: Language): string {
    const call = all[language];
    return language === 'python' ? this.python(call.displayName, all) : this.call(call.displayName, call, language);
  }

  private call(name: string, { parameters }: CallableJson, language: Language): string {
    return `${name}(${parameters.map((parameter) => this.parameter(parameter, language)).join(', ')})`;
  }

  private parameter({ displayName, type, optional, variadic }: ValueJson, language: Language): string {
    const text = this.typeOf(type!, language);
    if (language === 'typescript') {
      return `${variadic === true ? '...' : ''}${displayName}${optional === true ? '?' : ''}: ${text.replace(/^\.\.\./, '')}`;
    }
    return language === 'java' ? `${text} ${displayName}` : `${displayName} ${text}`;
  }

  /** Python has the props of a struct as keywords: those that have to be given, and dots for the others. */
  private python(name: string, all: PerLanguageCallable): string {
    const positional = new Set(all.typescript.parameters.map(({ id }) => id));
    const write = ({ displayName, type, optional, variadic }: ValueJson): string =>
      `${variadic === true ? '*' : ''}${displayName}: ${this.typeOf(type!, 'python').replace(/^\*/, '')}${optional === true ? ' = None' : ''}`;
    const { parameters } = all.python;
    const first = parameters.filter(({ id }) => positional.has(id)).map(write);
    const keywords = parameters.filter(({ id }) => !positional.has(id));
    const needed = keywords.filter(({ optional }) => optional !== true).map(write);
    const dots = needed.length < keywords.length ? ['…'] : [];
    return `${name}(${[...first, ...(keywords.length > 0 ? ['*'] : []), ...needed, ...dots].join(', ')})`;
  }

  /** Java has a builder for what has props. */
  private builder(name: string, all: PerLanguageCallable): string {
    const { parameters } = all.java;
    const positional = new Set(all.typescript.parameters.map(({ id }) => id));
    const first = parameters.filter(({ id }) => positional.has(id)).map((parameter) => this.parameter(parameter, 'java'));
    const props = parameters.filter(({ id }) => !positional.has(id));
    if (props.length === 0) return `new ${name}(${first.join(', ')})`;
    const needed = props
      .filter(({ optional }) => optional !== true)
      .map(({ displayName, type }) => `.${displayName}(${this.typeOf(type!, 'java')})`);
    const dots = needed.length < props.length ? ['…'] : [];
    return [`${name}.Builder.create(${first.join(', ')})`, ...needed, ...dots].join('') + '.build()';
  }
}

export type PerLanguageCallable = Readonly<Record<Language, CallableJson>>;
