import { CORE_SCHEMA, loadAll, YAMLException } from 'js-yaml';
import { CHANGE_RULES } from '../facts/data-changes';
import { didYouMean } from '../util/did-you-mean';
import { Acknowledgement, ObjectPattern } from './acknowledgement';
import { asMap } from './cursor';
import { ENGINE_RULES } from './engine-rules';
import { Level, LEVELS } from './finding';
import { MOST_ALIASES, MOST_DEPTH } from './limits';
import { InputProblem } from './input-problem';
import { YamlLines } from './yaml-lines';

/** The level of a rule; `off` where it is not run. */
export type RuleLevel = Level | 'off';

export const RULE_LEVELS: readonly RuleLevel[] = [...LEVELS, 'off'];

/** What a configuration file says. */
export interface CheckConfig {
  readonly levels: Readonly<Record<string, RuleLevel>>;
  readonly acknowledgements: readonly Acknowledgement[];
  readonly complete?: boolean;
  /** Globs of files and directories that are left out. */
  readonly exclude?: readonly string[];
}

/** The name that the configuration file has, unless another is given. */
export const CONFIG_FILE = 'cdk8s-storage.checks.yaml';

const KEYS = ['rules', 'acknowledge', 'complete', 'exclude'];
const ACKNOWLEDGE_KEYS = ['rule', 'object', 'construct', 'reason'];
const OBJECT_KEYS = ['apiVersion', 'kind', 'namespace', 'name'];

/**
 * Reads a configuration file:
 *
 *     complete: true
 *     exclude: [charts, 'test/**']
 *     rules:
 *       secret-in-environment: off
 *     acknowledge:
 *       - rule: host-path-volume
 *         object: { kind: DaemonSet, namespace: monitoring, name: node-exporter }
 *         reason: It reads the node's metrics, and can write nothing.
 *
 * Never throws: what is wrong becomes a problem, and nothing is silently left out.
 */
export function readConfig(text: string, file: string, ruleIds: readonly string[]): { config: CheckConfig; problems: InputProblem[] } {
  const reader = new ConfigReader(text, file, [...ruleIds, ...ENGINE_RULES.map(({ id }) => id)]);
  return { config: reader.read(), problems: reader.problems };
}

/** Why a rule cannot have a level; undefined where it can. */
export function ruleLevelProblem(id: string, level: unknown, knownIds: readonly string[]): string | undefined {
  if (!knownIds.includes(id)) return `No rule is called ${id}.${didYouMean(id, knownIds)}`;
  if (RULE_LEVELS.includes(level as RuleLevel)) return undefined;
  return `The level of ${id} is ${JSON.stringify(level)}. Use one of ${RULE_LEVELS.join(', ')}.`;
}

class ConfigReader {
  readonly problems: InputProblem[] = [];
  private readonly lines: YamlLines;
  /** What can be acknowledged: findings of rules, and changes, which have no level to set. */
  private readonly acknowledged: readonly string[];

  constructor(
    private readonly text: string,
    private readonly file: string,
    private readonly knownIds: readonly string[],
  ) {
    this.acknowledged = [...knownIds, ...CHANGE_RULES];
    const bytes = Buffer.from(text);
    this.lines = new YamlLines({ load: () => bytes }, 0, bytes.length);
  }

  read(): CheckConfig {
    const root = this.parse();
    const map = root === undefined || root === null ? {} : asMap(root);
    if (map === undefined) {
      this.refuse([], 'Give an object with rules, acknowledge, complete and exclude.');
      return { levels: {}, acknowledgements: [] };
    }
    this.checkKeys([], map, KEYS);
    const { complete } = map;
    if (complete !== undefined && typeof complete !== 'boolean') this.refuse(['complete'], 'complete is true or false.');
    return {
      levels: this.readLevels(map.rules),
      acknowledgements: this.readAcknowledgements(map.acknowledge),
      complete: typeof complete === 'boolean' ? complete : undefined,
      exclude: this.readExclude(map.exclude),
    };
  }

  /** As YAML 1.2, where `off` is a word. */
  private parse(): unknown {
    try {
      const [root, ...more] = loadAll(this.text, { schema: CORE_SCHEMA, maxDepth: MOST_DEPTH, maxAliases: MOST_ALIASES });
      if (more.length > 0) {
        this.problems.push({ file: this.file, message: 'There are several documents, and one is read. Put all into the first.' });
      }
      return root;
    } catch (error) {
      const line = error instanceof YAMLException && error.mark ? error.mark.line + 1 : 1;
      const reason = error instanceof YAMLException ? error.reason : String(error);
      this.problems.push({ file: this.file, line, message: `This is not YAML: ${reason}.` });
      return {};
    }
  }

  private readExclude(list: unknown): string[] | undefined {
    if (list === undefined || list === null) return undefined;
    const globs = Array.isArray(list) ? list.filter((glob): glob is string => typeof glob === 'string' && glob !== '') : undefined;
    if (globs === undefined || globs.length < (list as unknown[]).length) {
      this.refuse(['exclude'], 'exclude is a list of globs, such as test/**.');
    }
    return globs ?? [];
  }

  private readLevels(rules: unknown): Record<string, RuleLevel> {
    if (rules === undefined || rules === null) return {};
    const map = asMap(rules);
    if (map === undefined) {
      this.refuse(['rules'], 'rules is an object of rule ids and levels.');
      return {};
    }
    return Object.fromEntries(
      Object.entries(map).flatMap(([id, given]) => {
        // Older YAML readers and people who write `false` mean the same.
        const level = given === false ? 'off' : given;
        const problem = ruleLevelProblem(id, level, this.knownIds);
        if (problem !== undefined) this.refuse(['rules', id], problem);
        return problem === undefined ? [[id, level as RuleLevel]] : [];
      }),
    );
  }

  private readAcknowledgements(list: unknown): Acknowledgement[] {
    if (list === undefined || list === null) return [];
    if (!Array.isArray(list)) {
      this.refuse(['acknowledge'], 'acknowledge is a list.');
      return [];
    }
    return list.flatMap((item: unknown, index) => this.readAcknowledgement(item, ['acknowledge', index]));
  }

  private readAcknowledgement(item: unknown, path: ReadonlyArray<string | number>): Acknowledgement[] {
    const map = asMap(item);
    if (map === undefined) {
      this.refuse(path, 'Give an object with rule, object and reason.');
      return [];
    }
    const before = this.problems.length;
    this.checkKeys(path, map, ACKNOWLEDGE_KEYS);
    const { rule, construct, reason } = map;
    if (typeof rule !== 'string') this.refuse([...path, 'rule'], 'rule is the id of a rule.');
    else if (!this.acknowledged.includes(rule)) {
      this.refuse([...path, 'rule'], `No rule is called ${rule}.${didYouMean(rule, this.acknowledged)}`);
    }
    if (reason !== undefined && reason !== null && typeof reason !== 'string') this.refuse([...path, 'reason'], 'reason is a text.');
    if (construct !== undefined && typeof construct !== 'string') this.refuse([...path, 'construct'], "construct is a construct's path.");
    const object = this.readObject(map.object, [...path, 'object']);
    if (map.object === undefined && construct === undefined) this.refuse(path, 'Name the object, by kind and name, or the construct.');
    if (this.problems.length > before) return [];
    const line = this.lines.lineOf(path);
    return [
      {
        rule: rule as string,
        reason: typeof reason === 'string' ? reason : '',
        object,
        constructPath: construct as string | undefined,
        by: `${this.file}:${line}`,
        file: this.file,
        line,
      },
    ];
  }

  private readObject(object: unknown, path: ReadonlyArray<string | number>): ObjectPattern | undefined {
    if (object === undefined) return undefined;
    const map = asMap(object);
    if (map === undefined || typeof map.kind !== 'string' || typeof map.name !== 'string') {
      this.refuse(path, 'Name the object by kind and name, and by namespace where it has one; a * in the name stands for anything.');
      return undefined;
    }
    this.checkKeys(path, map, OBJECT_KEYS);
    for (const key of OBJECT_KEYS) {
      if (map[key] !== undefined && typeof map[key] !== 'string') this.refuse([...path, key], `${key} is a text.`);
    }
    return map;
  }

  private checkKeys(path: ReadonlyArray<string | number>, map: object, known: readonly string[]): void {
    for (const key of Object.keys(map)) {
      if (!known.includes(key)) {
        this.refuse([...path, key], `${key} means nothing here. Known are ${known.join(', ')}.${didYouMean(key, known)}`);
      }
    }
  }

  private refuse(path: ReadonlyArray<string | number>, message: string): void {
    this.problems.push({ file: this.file, line: this.lines.lineOf(path), message });
  }
}
