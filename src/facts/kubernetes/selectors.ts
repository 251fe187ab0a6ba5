import { FieldProblem } from './field-problem';
import { isLabelValue, isQualifiedName } from './names';

/** By which labels objects are found. */
export interface SelectorJson {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: ReadonlyArray<{ readonly key?: unknown; readonly operator?: unknown; readonly values?: unknown }>;
}

const KEY = 'A label has a key of at most 63 characters, with an optional DNS prefix and slash.';
const VALUE = 'A label value has at most 63 letters, digits, dashes, underscores and dots.';

/** What is wrong with a selector: no object can have such labels, and the API server refuses to look for them. */
export function selectorProblems({ matchLabels, matchExpressions }: SelectorJson): FieldProblem[] {
  const pairs = [
    ...Object.entries(matchLabels ?? {}).map(([key, value]): [unknown, unknown[]] => [key, [value]]),
    ...(matchExpressions ?? []).map(({ key, values }): [unknown, unknown[]] => [key, Array.isArray(values) ? (values as unknown[]) : []]),
  ];
  const empty = (matchExpressions ?? []).filter(
    ({ operator, values }) => (operator === 'In' || operator === 'NotIn') && !(Array.isArray(values) && values.length > 0),
  );
  return [
    ...empty.map(({ key }) => ({ field: '', value: key, remedy: 'It asks for one of several values. Name at least one.' })),
    ...pairs.flatMap(([key, values]) => labelProblems(key, values)),
  ];
}

const labelProblems = (key: unknown, values: readonly unknown[]): FieldProblem[] => [
  ...(typeof key === 'string' && isQualifiedName(key) ? [] : [{ field: '', value: key, remedy: KEY }]),
  ...values.flatMap((value) => (typeof value === 'string' && isLabelValue(value) ? [] : [{ field: '', value, remedy: VALUE }])),
];
