import { shellWord } from '../util/shell-word';
import type { Command, Condition, Requirement, Word } from './runbook';
import { variableText, wordsText } from './words';

/** An object as kubectl finds it. */
export interface ObjectName {
  /** What kubectl calls the kind: `statefulset`, `persistentvolumeclaim`. */
  readonly kind: string;
  readonly name: string;
  /** None for those that are in no namespace. */
  readonly namespace?: string;
  /** The variable of its lookup, where only the cluster knows its name; `name` is then what sentences call it. */
  readonly variable?: string;
}

/** The words by which kubectl finds an object. */
export const wordsOf = ({ kind, name, namespace, variable }: ObjectName): Word[] => [
  variable === undefined ? `${kind}/${name}` : { before: `${kind}/`, variable },
  ...(namespace === undefined ? [] : ['-n', namespace]),
];

/** An object in a sentence. */
export const titleOf = ({ kind, name, namespace, variable }: ObjectName): string =>
  variable === undefined ? `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}` : name;

/** A command of kubectl. */
export const kubectl = (...words: readonly Word[]): Command => ({ words: ['kubectl', ...words] });

export const not = (condition: Condition, that: string): Condition => ({ that, test: `! { ${condition.test}; }` });

/** What was looked up in vain is no name to ask for: nothing holds of it. */
const asked = ({ variable }: ObjectName, test: string): string =>
  variable === undefined ? test : `[ -n ${variableText(variable)} ] && ${test}`;

export const exists = (object: ObjectName): Condition => ({
  that: `${titleOf(object)} is there`,
  test: asked(object, `there ${wordsText(wordsOf(object))}`),
});

export const absent = (object: ObjectName): Condition => not(exists(object), `there is no ${titleOf(object)}`);

/** A field has a value, as kubectl's JSONPath prints it: empty where there is no field, and where there is no object. */
export const fieldIs = (object: ObjectName, path: string, value: string): Condition => ({
  that: `${path.replace(/^\{\.?|\}$/g, '')} of ${titleOf(object)} is ${value === '' ? 'not set' : value}`,
  test: asked(object, `is ${shellWord(value)} ${shellWord(path)} ${wordsText(wordsOf(object))}`),
});

/** A field has the name of an object. */
export const fieldNames = (object: ObjectName, path: string, named: ObjectName): Condition =>
  named.variable === undefined
    ? fieldIs(object, path, named.name)
    : {
        that: `${fieldIs(object, path, '').that.replace(/ is not set$/, '')} is ${named.name}`,
        // What could not be found is no name: nothing has it.
        test: `[ -n ${variableText(named.variable)} ] && is ${variableText(named.variable)} ${shellWord(path)} ${wordsText(wordsOf(object))}`,
      };

/** A field has an amount, or more, however it is written. */
export const atLeast = (object: ObjectName, path: string, amount: { readonly bytes: number; readonly text: string }): Condition => ({
  that: `${path.replace(/^\{\.?|\}$/g, '')} of ${titleOf(object)} is ${amount.text} or more`,
  test: `at_least ${amount.bytes} ${shellWord(path)} ${wordsText(wordsOf(object))}`,
});

/** The class of a claim lets it grow. */
export const growable = (claim: { readonly name: string; readonly namespace: string }): Condition => ({
  that: `the class of the claim ${claim.namespace}/${claim.name} lets it grow (allowVolumeExpansion: true)`,
  test: `growable ${shellWord(claim.name)} ${shellWord(claim.namespace)}`,
});

/** A workload has as many ready Pods as it asks for, by its present template. */
export const isReady = (workload: ObjectName): Condition => ({
  that: `${titleOf(workload)} is ready`,
  test: `ready ${wordsText(wordsOf(workload))}`,
});

/** No Pod that has not ended has a claim among its volumes. */
export const unused = (claim: { readonly name: string; readonly namespace: string }): Condition => ({
  that: `no Pod uses the claim ${claim.namespace}/${claim.name}`,
  test: `unused ${shellWord(claim.name)} ${shellWord(claim.namespace)}`,
});

/** No Pod at all has a claim among its volumes: one that has ended keeps it from being deleted, too. */
export const unnamed = ({ namespace, name }: { readonly name: string; readonly namespace: string }): Requirement => ({
  that: `no Pod names the claim ${namespace}/${name}, ended ones neither`,
  test: `unused ${shellWord(name)} ${shellWord(namespace)} ended`,
  otherwise: `A claim stays while a Pod names it, and one that has ended does, too. Delete those: kubectl get pods -n ${namespace}; those of a Job go with it.`,
});

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
