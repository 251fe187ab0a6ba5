import { didYouMean, surelyMeant } from '../../util/did-you-mean';
import { groupBy } from '../../util/group-by';
import { isObject } from '../../util/unchecked';
import { rangeProblem, restartProblem } from './field-limits';
import { OBJECTS, STRUCTS } from './fields.generated';
import { isPlaceholder, isTemplate } from './placeholders';
import { meantQuantity, parseQuantity } from './quantities';

/**
 * The fields that objects of Kubernetes have, and what is none of them: what the API server refuses when it decodes an object strictly, as
 * kubectl asks it to. What is applied in other ways loses the fields that nobody knows, without a word.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
 */

type Path = ReadonlyArray<string | number>;

export interface FieldFault {
  /** `unknown`: no such field; `type`: no such kind of value; `value`: none of the values that it can have. */
  readonly kind: 'unknown' | 'type' | 'value';
  readonly path: Path;
  /** What is wrong: a sentence without its beginning (for `unknown`) or without its subject, the field. */
  readonly why: string;
  readonly remedy: string;
  /** The name, or the word, that was surely meant. */
  readonly meant?: string;
  /** For `type`: what it has to be. */
  readonly wanted?: string;
}

type Form = 'text' | 'int' | 'number' | 'bool' | 'quantity' | 'port' | 'any';

interface Field {
  readonly form: Form | 'struct';
  readonly struct?: string;
  readonly values?: readonly string[];
  readonly within?: 'list' | 'map';
}

type Struct = ReadonlyMap<string, Field>;

const parsed = new Map<string, Struct>();

function structOf(name: string): Struct {
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const struct = new Map(STRUCTS[name as keyof typeof STRUCTS].split(' ').map(readField));
  parsed.set(name, struct);
  return struct;
}

/** A field that takes any text: most do. */
const TEXT: Field = { form: 'text' };

const FORMS: readonly string[] = ['text', 'int', 'number', 'bool', 'quantity', 'port', 'any'];

function readField(word: string): [string, Field] {
  const [, name, sign, text, end] = /^([^:=]+)([:=]?)(.*?)(\[\]|\{\})?$/.exec(word) as unknown as [string, string, string, string, string?];
  const within = end === undefined ? undefined : end === '[]' ? 'list' : 'map';
  if (sign === '=') return [name, { form: 'text', values: text.split('|'), within }];
  const form = text === '' ? 'text' : text;
  if (form === 'text' && within === undefined) return [name, TEXT];
  return [name, FORMS.includes(form) ? { form: form as Form, within } : { form: 'struct', struct: form, within }];
}

/** What a volume of a Pod can be made of. */
export const VOLUME_SOURCES: ReadonlySet<string> = new Set([...structOf('Volume').keys()].filter((field) => field !== 'name'));

/** Whether a source of a volume, of Pods or of its own, has a field. */
export function hasField(source: string, field: string): boolean {
  return ['Volume', 'PersistentVolumeSpec'].some((owner) => {
    const struct = structOf(owner).get(source)?.struct;
    return struct !== undefined && structOf(struct).has(field);
  });
}

/** The only source of a volume that has all of these fields; undefined where there are several, or none. */
export function ownerOfFields(fields: readonly string[]): string | undefined {
  const owners = COMMON_SOURCES.filter((source) => fields.every((field) => hasField(source, field)));
  return owners.length === 1 ? owners[0] : undefined;
}

/** Those that people write. */
const COMMON_SOURCES = ['configMap', 'csi', 'emptyDir', 'ephemeral', 'hostPath', 'nfs', 'persistentVolumeClaim', 'projected', 'secret'];

/** Whether the fields of such objects are known. */
export function hasKnownFields(apiVersion: string, kind: string): boolean {
  return Object.hasOwn(OBJECTS, `${apiVersion}/${kind}`);
}

/** What an object has that its kind does not; nothing for kinds whose fields are not known. */
export function fieldFaults(apiVersion: string, kind: string, body: Readonly<Record<string, unknown>>): FieldFault[] {
  const type = `${apiVersion}/${kind}`;
  if (!Object.hasOwn(OBJECTS, type)) return [];
  const walk = new Walk();
  walk.struct(OBJECTS[type as keyof typeof OBJECTS], body);
  return walk.faults;
}

/** Texts that strategic merges and tools that work on files put among the fields. */
const isDirective = (key: string): boolean => key.startsWith('$') || key === 'sops' || isPlaceholder(key);

class Walk {
  readonly faults: FieldFault[] = [];
  private readonly path: Array<string | number> = [];
  /** The structs that lead here, with the depth of each in the path. */
  private readonly above: Array<{ readonly name: string; readonly depth: number; readonly value: Readonly<Record<string, unknown>> }> = [];

  struct(name: string, value: Readonly<Record<string, unknown>>): void {
    const struct = structOf(name);
    let unknown: string[] | undefined;
    this.above.push({ name, depth: this.path.length, value });
    for (const key of Object.keys(value)) {
      const field = struct.get(key);
      if (field === undefined) {
        if (!isDirective(key)) (unknown ??= []).push(key);
        continue;
      }
      const item = value[key];
      if (item === null || item === undefined) continue;
      // Most fields, and right ones: nothing is to be said of them, and no place to be remembered.
      if (field.within === undefined && (field.form === 'any' || (field === TEXT && typeof item === 'string'))) continue;
      this.path.push(key);
      if (field.within === undefined) this.single(field, item);
      else this.several(field, item);
      this.path.pop();
    }
    if (unknown !== undefined) this.unknownFields(name, struct, value, unknown);
    if (isObject(value.template) && isObject(value.template.spec)) this.restartPolicy(name, value.template.spec);
    this.above.pop();
  }

  private several(field: Field, value: unknown): void {
    if (field.within === 'list' ? !Array.isArray(value) : !isObject(value)) {
      this.wrongType(value, field.within === 'list' ? 'a list' : 'a map of names and values', listRemedy(field, value));
      return;
    }
    if (Array.isArray(value)) for (let index = 0; index < value.length; index += 1) this.member(field, index, value[index]);
    else for (const key of Object.keys(value as object)) this.member(field, key, (value as Record<string, unknown>)[key]);
  }

  private member(field: Field, key: string | number, item: unknown): void {
    if (item === null || item === undefined) return;
    if (field.form === 'text' && field.values === undefined && typeof item === 'string') return;
    this.path.push(key);
    this.single(field, item);
    this.path.pop();
  }

  private single({ form, struct, values }: Field, value: unknown): void {
    switch (form) {
      case 'text':
        if (typeof value !== 'string') this.wrongType(value, 'text', quoteRemedy(value));
        else if (values !== undefined && value !== '' && !values.includes(value)) this.wrongValue(value, values);
        return;
      case 'struct':
        if (isObject(value)) this.struct(struct!, value);
        else this.wrongType(value, 'an object with fields of its own', 'Write its fields below it, indented.');
        return;
      case 'bool':
        if (typeof value !== 'boolean') this.wrongType(value, 'true or false', 'Write true or false, without quotes.');
        return;
      case 'int':
        if (!Number.isInteger(value)) this.wrongType(value, 'a whole number', 'Write a whole number, without quotes.');
        else this.range(value as number);
        return;
      case 'number':
        if (typeof value !== 'number') this.wrongType(value, 'a number', 'Write a number, without quotes.');
        return;
      case 'port':
        if (typeof value !== 'string' && !Number.isInteger(value)) this.wrongType(value, 'a whole number or text', 'Write one of them.');
        return;
      case 'any':
        return;
      case 'quantity':
        if (parseQuantity(value) === undefined) {
          const meant = typeof value === 'string' ? meantQuantity(value) : undefined;
          const remedy = 'Write a number with a unit, such as 500m, 10Gi or 512Mi.';
          this.wrongType(value, 'an amount', meant === undefined ? remedy : `Write ${meant}, if that is what was meant.`);
        }
        return;
    }
  }

  private range(value: number): void {
    // The number itself, or the list that has it.
    const field = typeof this.path.at(-1) === 'string' ? this.path.at(-1) : this.path.at(-2);
    const problem = rangeProblem(this.above.at(-1)!.name, String(field), value);
    if (problem !== undefined) this.faults.push({ kind: 'value', path: [...this.path], ...problem });
  }

  private restartPolicy(name: string, podSpec: Readonly<Record<string, unknown>>): void {
    const problem = restartProblem(name, podSpec);
    if (problem !== undefined) this.faults.push({ kind: 'value', path: [...this.path, 'template', 'spec', 'restartPolicy'], ...problem });
  }

  private wrongType(value: unknown, wanted: string, remedy: string): void {
    if (typeof value === 'string' && isPlaceholder(value)) return;
    this.faults.push({
      kind: 'type',
      path: [...this.path],
      why: `is ${this.describe(value, wanted)}, and has to be ${wanted}`,
      remedy,
      wanted,
    });
  }

  /** What stands there; not what it says where it may be a secret. */
  private describe(value: unknown, wanted: string): string {
    if (Array.isArray(value)) return 'a list';
    if (typeof value === 'object') return 'an object';
    const isOpen = !this.path.some((key) => PRIVATE.has(key));
    if (typeof value === 'string') return isOpen && wanted === 'an amount' ? quote(value) : 'text';
    const type = typeof value === 'number' ? 'number' : 'boolean';
    return isOpen ? `the ${type} ${JSON.stringify(value)}` : `a ${type}`;
  }

  private wrongValue(value: string, values: readonly string[]): void {
    // HTTP and TCP are values, in capitals.
    if (isTemplate(value)) return;
    const near = didYouMean(value, values).trim();
    this.faults.push({
      kind: 'value',
      path: [...this.path],
      why: `is ${quote(value)}, which is none of its values`,
      remedy: near === '' ? `Write one of ${values.join(', ')}.` : near,
      meant: surelyMeant(value, values),
    });
  }

  private unknownFields(name: string, struct: Struct, value: Readonly<Record<string, unknown>>, unknown: readonly string[]): void {
    // Fields beside the source that they belong to: the volume has none, and that is said where volumes are looked at.
    if (name === 'Volume' && !Object.keys(value).some((key) => VOLUME_SOURCES.has(key) && isObject(value[key]))) return;
    const place = this.path.length === 0 ? 'the object' : dotted(this.path);
    // What one slip of the indentation has moved is one mistake.
    const placed = unknown.map((key) => ({ key, remedy: this.placeOf(name, struct, value, key) }));
    const groups = groupBy(placed, ({ key, remedy }) => (remedy.startsWith(NEAR) ? key : remedy));
    for (const group of groups.values()) {
      const [{ remedy }] = group;
      const keys = group.map(({ key }) => key);
      const names = keys.length > 5 ? `${keys.slice(0, 5).map(quote).join(', ')} and more` : keys.map(quote).join(', ');
      const why = `${place} has no ${keys.length === 1 ? 'field' : 'fields'} ${names}`;
      const meant = remedy.startsWith(NEAR) ? surelyMeant(keys[0], [...struct.keys()]) : undefined;
      this.faults.push({ kind: 'unknown', path: [...this.path, keys[0]], why, remedy, meant });
    }
  }

  /** What to do with a field that does not exist where it stands. */
  private placeOf(name: string, struct: Struct, value: Readonly<Record<string, unknown>>, key: string): string {
    // Below what is empty beside it.
    for (const [field, { form, struct: child, within }] of struct) {
      if (form !== 'struct' || within !== undefined || !Object.hasOwn(value, field)) continue;
      if (structOf(child!).has(key)) return `Indent it below ${field}.`;
    }
    if (struct.has('requests') && RESOURCES.test(key)) return 'Write it below requests, or below limits.';
    const near = didYouMean(key, [...struct.keys()]).trim();
    if (near !== '') return near;
    for (let index = this.above.length - 1; index >= 0; index -= 1) {
      const { name: parentName, depth } = this.above[index];
      const parent = structOf(parentName);
      if (index < this.above.length - 1 && parent.has(key)) return moveTo(this.path.slice(0, depth));
      for (const [field, { form, struct: child, within }] of parent) {
        if (form === 'struct' && within === undefined && structOf(child!).has(key)) return moveTo([...this.path.slice(0, depth), field]);
      }
    }
    const others = Object.values(OBJECTS).filter((kind) => specOf(kind)?.has(key));
    if (others.length > 0 && /Spec$/.test(name)) return `Remove it: it is a field of ${[...new Set(others)].join(', ')}.`;
    const fields = [...struct.keys()];
    return fields.length <= 12
      ? `Remove it, or write one of ${fields.join(', ')}.`
      : 'Remove it, or look its name up in the API reference.';
  }
}

const NEAR = 'Did you mean';

const RESOURCES = /^(cpu|memory|storage|ephemeral-storage|hugepages-.*|[\w.-]+\/[\w.-]+)$/;

/** The fields that objects of a kind have in their spec. */
function specOf(kind: string): Struct | undefined {
  const spec = structOf(kind).get('spec')?.struct;
  return spec === undefined ? undefined : structOf(spec);
}

/** Where passwords stand, on purpose or not. */
const PRIVATE: ReadonlySet<string | number> = new Set([
  'data',
  'stringData',
  'binaryData',
  'env',
  'args',
  'command',
  'parameters',
  'options',
]);

const moveTo = (path: Path): string => `Move it: it belongs into ${path.length === 0 ? 'the object itself' : dotted(path)}.`;

/** A path as people write it: `spec.containers[0].env`. */
export function dotted(path: Path): string {
  return path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');
}

function listRemedy({ within }: Field, value: unknown): string {
  if (within === 'list') {
    return isObject(value) ? 'Write its entries as a list, each with a dash.' : 'Write a list: a dash before each entry.';
  }
  return Array.isArray(value) ? 'Write its entries without dashes, as name: value.' : 'Write its entries below it, as name: value.';
}

const quoteRemedy = (value: unknown): string => (typeof value === 'object' ? 'Write a text.' : 'Quote it.');

const quote = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
