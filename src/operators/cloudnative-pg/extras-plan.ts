import { POOLER_PARAMETERS } from '../../facts/operators/cloudnative-pg';
import { checkPeers } from '../../hardening/pod-options';
import { checkInteger, checkLabels, checkOneOf, checkTexts } from '../../props/check';
import { checkSetting } from '../../props/environment';
import { kindOf, withoutContent } from '../../props/format-value';
import { Problems } from '../../props/problems';
import { isMap, Unchecked } from '../../util/unchecked';
import { checkDatabase, checkOwner } from './names';
import { AdditionalDatabase, PoolMode, ReplicatedMonitoring, ReplicatedPooler } from './parts-props';

/*
 * What there is on request: a pooler, more databases, metrics.
 */

/** The pooler, with all defaults. */
export interface PoolerPlan {
  readonly mode: PoolMode;
  readonly instances: number;
  readonly parameters: Readonly<Record<string, string>>;
}

/** One more database, and the object that stands for it. */
export interface AdditionalPlan {
  readonly object: string;
  readonly name: string;
  readonly owner: string;
  readonly extensions: readonly string[];
}

export function checkPooler(problems: Problems, given: unknown): PoolerPlan | undefined {
  if (given === undefined) return undefined;
  if (!isMap(given)) {
    problems.add('pooler', given, 'Give an object, such as { mode: PoolMode.TRANSACTION }, or leave it out.');
    return undefined;
  }
  const { mode, instances, parameters } = given as Unchecked<ReplicatedPooler>;
  const checked = checkOneOf(problems, 'pooler.mode', mode ?? PoolMode.SESSION, Object.values(PoolMode));
  const count = checkInteger(problems, 'pooler.instances', instances ?? 2, { min: 1, max: 100 });
  if (parameters !== undefined && !isMap(parameters)) {
    problems.add('pooler.parameters', withoutContent(parameters), 'Give an object of names and texts.');
  }
  for (const [name, value] of isMap(parameters) ? Object.entries(parameters) : []) {
    const prop = `pooler.parameters[${JSON.stringify(name)}]`;
    if (typeof value !== 'string') {
      problems.add(prop, kindOf(value), 'Give a string; quote numbers and booleans.');
      continue;
    }
    checkSetting(problems, prop, name, value, 'Leave it out: PgBouncer logs in as the operator tells it.');
    if (POOLER_PARAMETERS.has(name)) continue;
    problems.add(prop, withoutContent(value), 'The operator lets nobody set this one, or PgBouncer has none of the name. Leave it out.');
  }
  return { mode: checked!, instances: count!, parameters: (parameters ?? {}) as Readonly<Record<string, string>> };
}

export function checkDatabases(
  problems: Problems,
  given: unknown,
  first: { readonly name: string | undefined; readonly database: string | undefined; readonly owner: string | undefined },
): readonly AdditionalPlan[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) {
    problems.add('databases', given, 'Give a list, such as [{ name: "reports" }].');
    return [];
  }
  const taken = new Map<string, string>([[objectOf(first, first.database ?? ''), first.database ?? '']]);
  return given.flatMap((item: unknown, index) => {
    const at = `databases[${index}]`;
    if (!isMap(item)) {
      problems.add(at, item, 'Give an object, such as { name: "reports" }.');
      return [];
    }
    const { name, owner, extensions } = item as Unchecked<AdditionalDatabase>;
    const checked = checkDatabase(problems, `${at}.name`, name);
    if (owner !== undefined) checkOwner(problems, `${at}.owner`, owner);
    const words = checkTexts(problems, `${at}.extensions`, extensions) ?? [];
    words.forEach((word, place) => {
      if (!/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/.test(word)) {
        problems.add(`${at}.extensions[${place}]`, word, 'Name an extension, such as pg_trgm.');
      } else if (words.indexOf(word) < place) problems.add(`${at}.extensions[${place}]`, word, 'It is named twice. Name it once.');
    });
    if (checked === undefined) return [];
    const object = objectOf(first, checked);
    const rival = taken.get(object);
    if (rival !== undefined) {
      problems.add(
        `${at}.name`,
        checked,
        `${rival === checked ? 'There is one of this name already' : `Its object would be called ${object}, as that of ${rival} is`}. Give another name.`,
      );
    }
    taken.set(object, checked);
    return [{ object, name: checked, owner: (owner as string | undefined) ?? first.owner ?? '', extensions: words }];
  });
}

/** What the object of a database is called: objects know neither capitals nor underscores. */
const objectOf = ({ name }: { readonly name: string | undefined }, database: string): string =>
  `${name ?? ''}-${database
    .toLowerCase()
    .replace(/_/g, '-')
    .replace(/^-+|-+$/g, '')}`.replace(/-+$/, '');

export function checkMonitoring(problems: Problems, given: unknown): void {
  if (given === undefined) return;
  if (!isMap(given)) {
    problems.add('monitoring', given, 'Say who may scrape the metrics, such as { allowFrom: [namespace] }.');
    return;
  }
  const { allowFrom, labels } = given as Unchecked<ReplicatedMonitoring>;
  if (Array.isArray(allowFrom) && allowFrom.length > 0) checkPeers(problems, 'monitoring.allowFrom', allowFrom);
  else {
    problems.add(
      'monitoring.allowFrom',
      allowFrom,
      'The Pods are closed, so nobody could scrape them. Name the namespace or the Pods of Prometheus.',
    );
  }
  checkLabels(problems, 'monitoring.labels', labels);
}
