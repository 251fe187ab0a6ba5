import * as kplus from 'cdk8s-plus-27';
import { configDigest } from '../../config/digest';
import { PlannedConfig } from './config-object';
import { environmentReferences, Reference, volumeReferences } from './references';
import { ReloadStrategy } from './reload-strategy';

/*
 * What a Deployment says of its configuration. All of it is found when the manifest is written, so that what was added by methods of
 * cdk8s-plus counts.
 */

/** The digest of what rolls the Pods; undefined where nothing does. */
export function digestAnnotation(
  deployment: kplus.Deployment,
  strategy: ReloadStrategy,
  configs: readonly PlannedConfig[],
): string | undefined {
  const variables = strategy._kind === 'live' ? environmentReferences(deployment) : [];
  const rolls = configs.filter((config) => {
    const { existing } = config;
    if (!isKnown(config)) return false;
    if (strategy._kind === 'live') return variables.some((reference) => refersTo(reference, config));
    // A new content has a new name under `immutable`, which is part of the template anyway.
    return existing !== undefined || strategy._kind !== 'immutable';
  });
  if (rolls.length === 0) return undefined;
  return configDigest(
    rolls.map(({ name, entries, existing }) => {
      if (existing === undefined) return { object: name, entries };
      const version = { key: 'version', bytes: Buffer.from(existing.version!) };
      return { object: `${existing.kind}/${existing.name}`, entries: [version] };
    }),
  );
}

/** The annotations of the Deployment, each with what gives its value. */
export function configAnnotations(
  deployment: kplus.Deployment,
  strategy: ReloadStrategy,
  configs: readonly PlannedConfig[],
): ReadonlyArray<readonly [string, () => string | undefined]> {
  const hiding = ['cdk8s-storage/hides-image-files', () => joined(configs.flatMap(reasonToHide), '; ')] as const;
  if (strategy._kind === 'reloader') {
    const names = (kind: Reference['kind']) => () =>
      joined(
        reloaded(deployment, configs).flatMap((one) => (one.kind === kind ? one.name : [])),
        ',',
      );
    return [
      hiding,
      ['configmap.reloader.stakater.com/reload', names('ConfigMap')],
      ['secret.reloader.stakater.com/reload', names('Secret')],
    ];
  }
  const notFollowed = ['cdk8s-storage/not-followed', () => joined(foreign(deployment, configs).map(describe), ', ')] as const;
  if (strategy._kind !== 'live') return [hiding, notFollowed];
  return [hiding, notFollowed, ['cdk8s-storage/rolls-because', () => reasonToRoll(deployment, configs)]];
}

const reasonToHide = ({ name, hidesImageFiles }: PlannedConfig): string[] =>
  hidesImageFiles === undefined ? [] : [`${name}: ${hidesImageFiles}`];

/** Objects that only Reloader can follow: those of others, without a version. */
export function reloaded(deployment: kplus.Deployment, configs: readonly PlannedConfig[]): ReadonlyArray<Pick<Reference, 'kind' | 'name'>> {
  const own = configs.flatMap(({ existing }) => (existing !== undefined && existing.version === undefined ? [existing] : []));
  return [...own, ...foreign(deployment, configs)];
}

/**
 * What containers take past the configs, by env and volumeMounts or by methods of cdk8s-plus; and variables from an object of others without
 * a version, which are not followed where it is mounted either.
 */
function foreign(deployment: kplus.Deployment, configs: readonly PlannedConfig[]): Reference[] {
  const variables = environmentReferences(deployment).filter(
    (reference) => !configs.some((config) => refersTo(reference, config) && isKnown(config)),
  );
  const mounts = volumeReferences(deployment).filter((reference) => !configs.some((config) => refersTo(reference, config)));
  return [...variables, ...mounts];
}

/** Why Pods are replaced although the strategy is `live`. */
function reasonToRoll(deployment: kplus.Deployment, configs: readonly PlannedConfig[]): string | undefined {
  const variables = environmentReferences(deployment).filter((reference) =>
    configs.some((config) => refersTo(reference, config) && isKnown(config)),
  );
  if (variables.length === 0) return undefined;
  return `${joined(variables.map(describe), ', ')}: a running process never sees a change of its environment, so these roll the Pods`;
}

/** Whether a change of the content is seen when manifests are made. */
const isKnown = ({ existing }: PlannedConfig): boolean => existing === undefined || existing.version !== undefined;

const describe = ({ kind, name, by }: Reference): string => `${kind} ${name} (${by})`;

/** Whether it is the object of a config that is referred to. */
export function refersTo({ kind, name }: Reference, { existing, objectName }: PlannedConfig): boolean {
  return kind === (existing?.kind ?? 'ConfigMap') && name === objectName;
}

/** Sorted and each once; undefined where there is nothing to say. */
function joined(items: readonly string[], separator: string): string | undefined {
  return items.length > 0 ? [...new Set(items)].sort().join(separator) : undefined;
}
