import { readFileSync } from 'node:fs';
import { RULE_LEVELS, RuleLevel as LevelText, readConfig } from '../checks/config';
import { RULE_IDS } from '../checks/rules';
import { CheckOptions } from '../checks/run';
import { didYouMean } from '../util/did-you-mean';
import { checkBoolean, checkOneOf, checkText } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { Problems } from '../props/problems';
import { withoutNulls } from '../props/without-nulls';
import { FindingLevel } from './storage-finding';
import { isMap } from '../util/unchecked';

/**
 * The level of a rule, where it is set.
 */
export enum RuleLevel {
  /** What it finds fails. */
  ERROR = 'error',

  /** What it finds is told. */
  WARNING = 'warning',

  /** What it finds is worth knowing. */
  INFO = 'info',

  /** It is not run. */
  OFF = 'off',
}

/**
 * How storage checks run.
 */
export interface StorageCheckOptions {
  /**
   * Whether the manifests are all that the cluster has, so that a claim, ConfigMap or Secret that is not among them is missing.
   *
   * @default false
   */
  readonly complete?: boolean;

  /**
   * Levels of rules, by id.
   *
   * @default - each rule's own
   */
  readonly rules?: { readonly [rule: string]: RuleLevel };

  /**
   * File with levels and acknowledgements, relative to the directory that the process runs in.
   *
   * @default - none; the command line and the plugin of the cdk8s CLI read cdk8s-storage.checks.yaml, where there is one
   */
  readonly configFile?: string;
}

/**
 * How storage checks are enforced.
 */
export interface StorageEnforceOptions extends StorageCheckOptions {
  /**
   * The least level that fails.
   *
   * @default FindingLevel.ERROR
   */
  readonly failOn?: FindingLevel;
}

/** Reports what is wrong with options, the content of the configuration file included, and returns what the engine takes. */
export function checkOptions(
  problems: Problems,
  given: StorageEnforceOptions,
  struct: 'StorageCheckOptions' | 'StorageEnforceOptions' = 'StorageEnforceOptions',
): CheckOptions {
  const options = withoutNulls(given, struct) ?? {};
  // Options of the plugin come from YAML, where nothing stops a slip of the pen.
  checkKnownProps(problems, '', options, struct);
  checkBoolean(problems, 'complete', options.complete);
  if (options.failOn !== undefined) checkOneOf(problems, 'failOn', options.failOn, Object.values(FindingLevel));
  const config = checkConfigFile(problems, options.configFile);
  return {
    complete: options.complete ?? config?.complete,
    levels: { ...config?.levels, ...checkRules(problems, options.rules) },
    acknowledgements: config?.acknowledgements,
  };
}

function checkRules(problems: Problems, rules: unknown): Record<string, LevelText> {
  if (rules === undefined) return {};
  if (!isMap(rules)) {
    problems.add('rules', rules, 'Give an object of rule ids and levels.');
    return {};
  }
  const levels: Record<string, LevelText> = {};
  for (const [id, given] of Object.entries(rules)) {
    const prop = `rules[${JSON.stringify(id)}]`;
    // YAML readers of version 1.1 take `off` for a boolean.
    const level: unknown = given === false ? 'off' : given;
    if (!RULE_IDS.includes(id)) problems.add(prop, given, `No rule is called so.${didYouMean(id, RULE_IDS)}`);
    else if (checkOneOf(problems, prop, level, RULE_LEVELS) !== undefined) levels[id] = level as LevelText;
  }
  return levels;
}

function checkConfigFile(problems: Problems, file: unknown) {
  if (file === undefined) return undefined;
  const path = checkText(problems, 'configFile', file, 'Name a file.');
  if (path === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    // Without the path, which the problem has already.
    const [why] = (error as Error).message.split(', open ');
    problems.add('configFile', path, `It cannot be read: ${why}.`);
    return undefined;
  }
  const read = readConfig(text, path, RULE_IDS);
  for (const { line, message } of read.problems) problems.add('configFile', `${path}:${line ?? 1}`, message);
  return read.config;
}
