import { relative, resolve } from 'node:path';
import ts from 'typescript';

/*
 * Reads from the compiler what the API takes: the structs of this package, those of its peers that they reach, and where each is handed
 * over. It reads types and compiles nothing, so a table that is old, or is not there yet, is no obstacle to making the next.
 */

const root = resolve(__dirname, '..');

/** How a prop's value is looked into: the struct that it is, or has one of in each item of a list or entry of a map. */
export interface KnownProp {
  readonly struct?: string;
  readonly within?: 'list' | 'map';
}

/** A struct by the name that it has in the table: ours by its own, a peer's with the name of the peer in front. */
export type Structs = Readonly<Record<string, Readonly<Record<string, KnownProp>>>>;

/** A constructor (by the name of its class), method or static method that takes a struct. */
export interface Entry {
  readonly call: string;
  readonly struct: string;
}

export interface Api {
  /** What an entry takes, directly or inside another struct. */
  readonly structs: Structs;
  readonly entries: readonly Entry[];
  /** Structs of ours that nobody can hand over as such. */
  readonly untaken: readonly string[];
}

export function readApi(): Api {
  const index = resolve(root, 'src/index.ts');
  const program = programOf(index);
  const reader = new Reader(program.getTypeChecker());
  const exported = reader.exportsOf(program.getSourceFile(index)!);
  const entries = exported.flatMap((symbol) => reader.entriesOf(symbol));
  const ours = exported.filter(isStruct).map(({ name }) => name);
  return { structs: reader.structs, entries, untaken: ours.filter((name) => !(name in reader.structs)) };
}

function programOf(index: string): ts.Program {
  const host: ts.ParseConfigFileHost = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  };
  const config = ts.getParsedCommandLineOfConfigFile(resolve(root, 'tsconfig.json'), { noEmit: true }, host)!;
  return ts.createProgram([index], config.options);
}

class Reader {
  readonly structs: Record<string, Record<string, KnownProp>> = {};

  constructor(private readonly checker: ts.TypeChecker) {}

  exportsOf(file: ts.SourceFile): ts.Symbol[] {
    const module = this.checker.getSymbolAtLocation(file)!;
    return this.checker.getExportsOfModule(module).map((symbol) => this.resolved(symbol));
  }

  entriesOf(symbol: ts.Symbol): Entry[] {
    if ((symbol.flags & ts.SymbolFlags.Class) === 0) return [];
    const declaration = symbol.valueDeclaration as ts.ClassDeclaration;
    return declaration.members.flatMap((member) => {
      if (!ts.isConstructorDeclaration(member) && !ts.isMethodDeclaration(member)) return [];
      if ((ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0) return [];
      const name = ts.isConstructorDeclaration(member) ? '' : `.${member.name.getText()}`;
      if (name.startsWith('._')) return [];
      return member.parameters.flatMap((parameter) => {
        const { struct, within } = this.propOf(this.checker.getTypeAtLocation(parameter));
        if (within !== undefined) throw new Error(`${symbol.name}${name} takes several structs, which nothing looks into.`);
        return struct === undefined ? [] : [{ call: `${symbol.name}${name}`, struct }];
      });
    });
  }

  private propOf(type: ts.Type): KnownProp {
    const plain = this.checker.getNonNullableType(type);
    const [item] = this.checker.isArrayType(plain) ? this.checker.getTypeArguments(plain as ts.TypeReference) : [];
    if (item !== undefined) return this.inside(item, 'list');
    const entry = this.checker.getIndexTypeOfType(plain, ts.IndexKind.String);
    if (entry !== undefined) return this.inside(entry, 'map');
    return isStruct(plain.symbol) ? { struct: this.nameOf(plain) } : {};
  }

  private inside(type: ts.Type, within: 'list' | 'map'): KnownProp {
    const { struct, within: deeper } = this.propOf(type);
    if (deeper !== undefined) throw new Error(`${this.checker.typeToString(type)}: a struct in a list of lists is not looked into.`);
    return struct === undefined ? {} : { struct, within };
  }

  private nameOf(type: ts.Type): string {
    const { symbol } = type;
    const name = `${packageOf(symbol)}${symbol.name}`;
    if (!(name in this.structs)) {
      this.structs[name] = {};
      for (const prop of this.checker.getPropertiesOfType(type)) {
        this.structs[name][prop.name] = this.propOf(this.checker.getTypeOfSymbol(prop));
      }
    }
    return name;
  }

  private resolved(symbol: ts.Symbol): ts.Symbol {
    return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : this.checker.getAliasedSymbol(symbol);
  }
}

/** What jsii takes for a struct: an interface whose name does not say that others implement it. */
function isStruct(symbol: ts.Symbol | undefined): boolean {
  return (
    symbol !== undefined &&
    (symbol.flags & ts.SymbolFlags.Interface) !== 0 &&
    !/^I[A-Z]/.test(symbol.name) &&
    packageOf(symbol) !== undefined
  );
}

/** What the names of a package's structs begin with; undefined for what is no part of the API. */
function packageOf(symbol: ts.Symbol): string | undefined {
  const file = relative(root, symbol.declarations![0].getSourceFile().fileName);
  if (file.startsWith('src/')) return '';
  const [, peer, path] = /node_modules\/(cdk8s-plus-27|cdk8s|constructs)\/lib\/(.*)$/.exec(file) ?? [];
  if (peer === undefined) return undefined;
  return path.startsWith('imports/k8s') ? `${peer}.k8s.` : `${peer}.`;
}
