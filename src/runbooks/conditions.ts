import { shellWord, shellWords } from '../util/shell-word';
import type { Command, Condition, Requirement } from './runbook';

/** An object as kubectl finds it. */
export interface ObjectName {
  /** What kubectl calls the kind: `statefulset`, `persistentvolumeclaim`. */
  readonly kind: string;
  readonly name: string;
  /** None for those that are in no namespace. */
  readonly namespace?: string;
}

/** The words by which kubectl finds an object. */
export const wordsOf = ({ kind, name, namespace }: ObjectName): string[] => [
  `${kind}/${name}`,
  ...(namespace === undefined ? [] : ['-n', namespace]),
];

/** An object in a sentence. */
export const titleOf = ({ kind, name, namespace }: ObjectName): string =>
  `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;

/** A command of kubectl. */
export const kubectl = (...words: readonly string[]): Command => ({ words: ['kubectl', ...words] });

export const exists = (object: ObjectName): Condition => ({
  that: `${titleOf(object)} is there`,
  test: `there ${shellWords(wordsOf(object))}`,
});

export const absent = (object: ObjectName): Condition => ({
  that: `there is no ${titleOf(object)}`,
  test: `! there ${shellWords(wordsOf(object))}`,
});

/** A field has a value, as kubectl's JSONPath prints it: empty where there is no field, and where there is no object. */
export const fieldIs = (object: ObjectName, path: string, value: string): Condition => ({
  that: `${path.replace(/^\{\.?|\}$/g, '')} of ${titleOf(object)} is ${value === '' ? 'not set' : value}`,
  test: `is ${shellWord(value)} ${shellWord(path)} ${shellWords(wordsOf(object))}`,
});

/** No Pod that has not ended has a claim among its volumes. */
export const unused = (claim: { readonly name: string; readonly namespace: string }): Condition => ({
  that: `no Pod uses the claim ${claim.namespace}/${claim.name}`,
  test: `unused ${shellWord(claim.name)} ${shellWord(claim.namespace)}`,
});

export const not = (condition: Condition, that: string): Condition => ({ that, test: `! { ${condition.test}; }` });

export const anyOf = (...conditions: readonly Condition[]): Condition => ({
  that: conditions.map(({ that }) => that).join(', or '),
  test: conditions.map(({ test }) => `{ ${test}; }`).join(' || '),
});

export const allOf = (...conditions: readonly Condition[]): Condition => ({
  that: conditions.map(({ that }) => that).join(', and '),
  test: conditions.map(({ test }) => `{ ${test}; }`).join(' && '),
});

/** The same condition in other words. */
export const said = (that: string, { test }: Condition): Condition => ({ that, test });

export const needs = (condition: Condition, otherwise: string): Requirement => ({ ...condition, otherwise });
