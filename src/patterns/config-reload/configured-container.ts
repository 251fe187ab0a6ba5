import * as kplus from 'cdk8s-plus-27';
import { isVariableName } from '../../facts/kubernetes/config-objects';
import { ContainerOptions } from '../../hardening/container-options';
import { ProbedContainer } from '../../hardening/probed-container';
import { checkText } from '../../props/check';
import { Problems } from '../../props/problems';
import { textOf } from '../../config/entries';
import { PlannedConfig } from './config-object';
import { ReloadStrategy } from './reload-strategy';
import { isMap, Unchecked } from '../../util/unchecked';

/** One entry of a config. */
export interface ConfigKey {
  /** Name of the config. */
  readonly config: string;

  /** Key of the entry. */
  readonly key: string;
}

/** All entries of a config, as environment variables. */
export interface ConfigEnvironment {
  /** Name of the config. */
  readonly config: string;

  /**
   * What is put before each key.
   *
   * @default - nothing
   */
  readonly prefix?: string;
}

/**
 * A container of a `ConfigReloadingDeployment`.
 */
export interface ConfiguredContainer extends ProbedContainer {
  /**
   * Environment variables whose values are entries of configs. A change rolls the Pods under every strategy, since a running process never
   * sees a change of its environment.
   *
   * @default - none
   */
  readonly configEnv?: { readonly [variable: string]: ConfigKey };

  /**
   * Configs whose entries all become environment variables; a change rolls the Pods.
   *
   * @default - none
   */
  readonly configEnvFrom?: ConfigEnvironment[];
}

/** Reports variables that no config gives. */
export function checkEnvironment(
  problems: Problems,
  at: string,
  container: ConfiguredContainer,
  configs: readonly PlannedConfig[],
  strategy: ReloadStrategy | undefined,
): void {
  const { configEnv, configEnvFrom, env } = container as Unchecked<ConfiguredContainer>;
  if (configEnv !== undefined && !isMap(configEnv)) {
    problems.add(`${at}.configEnv`, configEnv, 'Give an object of variables and { config, key }.');
  } else {
    for (const [variable, value] of Object.entries((configEnv ?? {}) as Record<string, Partial<ConfigKey> | null>)) {
      const prop = `${at}.configEnv[${JSON.stringify(variable)}]`;
      if (!isVariableName(variable)) {
        problems.add(prop, variable, 'A variable is named with letters, digits, _, . and -, without a digit first.');
      }
      if (typeof env === 'object' && env !== null && variable in env) problems.add(prop, variable, 'env has it too. Leave one out.');
      checkKey(problems, prop, value?.config, value?.key, configs, strategy);
    }
  }
  if (configEnvFrom === undefined) return;
  if (!Array.isArray(configEnvFrom)) {
    problems.add(`${at}.configEnvFrom`, configEnvFrom, 'Give a list such as [{ config: "settings" }].');
    return;
  }
  configEnvFrom.forEach((item: Partial<ConfigEnvironment> | null, index) => {
    const prop = `${at}.configEnvFrom[${index}]`;
    const config = findConfig(problems, `${prop}.config`, item?.config, configs, strategy);
    const prefix = (item?.prefix ?? '') as unknown;
    if (typeof prefix !== 'string' || (prefix !== '' && !isVariableName(prefix))) {
      problems.add(`${prop}.prefix`, prefix, 'It starts the names of variables: use letters, digits, _, . and -, without a digit first.');
      return;
    }
    for (const { key, bytes } of config?.entries ?? []) {
      if (textOf(bytes) === undefined) problems.add(`${prop}.config`, key, NOT_TEXT);
      else if (!isVariableName(prefix + key)) {
        problems.add(`${prop}.config`, key, 'The kubelet leaves out a key that is no name of a variable. Name it in configEnv.');
      }
    }
  });
}

const NOT_TEXT = 'It is binary, or would not come out of YAML as it went in, so that it can only be mounted.';

/** Reports an entry that cannot be an environment variable. */
export function checkKey(
  problems: Problems,
  prop: string,
  name: unknown,
  key: unknown,
  configs: readonly PlannedConfig[],
  strategy: ReloadStrategy | undefined,
): PlannedConfig | undefined {
  const config = findConfig(problems, `${prop}.config`, name, configs, strategy);
  if (checkText(problems, `${prop}.key`, key, 'Name the key of the entry.') === undefined || config === undefined) return undefined;
  if (config.existing !== undefined) return config;
  const entry = config.entries.find((candidate) => candidate.key === key);
  if (entry === undefined) {
    const known = config.entries.map((candidate) => candidate.key).join(', ');
    problems.add(`${prop}.key`, key, `The config has no such key: it has ${known}.`);
  } else if (textOf(entry.bytes) === undefined) {
    problems.add(`${prop}.key`, key, NOT_TEXT);
  }
  return config;
}

function findConfig(
  problems: Problems,
  prop: string,
  name: unknown,
  configs: readonly PlannedConfig[],
  strategy: ReloadStrategy | undefined,
): PlannedConfig | undefined {
  const found = configs.find((config) => config.name === name);
  if (found === undefined) {
    const known = configs.length > 0 ? `there are ${configs.map((config) => config.name).join(', ')}` : 'there is none';
    problems.add(prop, name, `There is no such config: ${known}.`);
  } else if (strategy?._kind === 'live' && found.existing !== undefined && found.existing.version === undefined) {
    problems.add(
      prop,
      name,
      `Others fill this ${found.existing.kind}, and a running process never sees a change of its environment, so a change would not reach the Pods. Give its source a version, which you change with it.`,
    );
  }
  return found;
}

/** A container with the variables of its configs among its own. */
export function withConfigEnvironment(container: ConfiguredContainer, configs: readonly PlannedConfig[]): ContainerOptions {
  const find = (name: string) => configs.find((config) => config.name === name)!;
  const values = Object.entries(container.configEnv ?? {}).map(([variable, { config, key }]) => [variable, envValue(find(config), key)]);
  const sources = (container.configEnvFrom ?? []).map(({ config, prefix }) => {
    const { existing, objectName } = find(config);
    return existing?.kind === 'Secret'
      ? new kplus.EnvFrom(undefined, prefix, { name: objectName } as kplus.ISecret)
      : new kplus.EnvFrom({ name: objectName } as kplus.IConfigMap, prefix);
  });
  return {
    ...container,
    env: { ...container.env, ...(Object.fromEntries(values) as Record<string, kplus.EnvValue>) },
    envFrom: [...(container.envFrom ?? []), ...sources],
  };
}

/** An entry of a config as the value of a variable. cdk8s-plus only asks for the name of the object. */
export function envValue({ existing, objectName }: PlannedConfig, key: string): kplus.EnvValue {
  return existing?.kind === 'Secret'
    ? kplus.EnvValue.fromSecretValue({ secret: { name: objectName } as kplus.ISecret, key })
    : kplus.EnvValue.fromConfigMap({ name: objectName } as kplus.IConfigMap, key);
}
