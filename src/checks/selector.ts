import { Cursor } from './cursor';

/**
 * Whether a label selector selects labels; undefined where it is none (unknown operators, wrong types).
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
 */
export function selects(selector: Cursor, labels: ReadonlyMap<string, string>): boolean | undefined {
  if (selector.map === undefined) return undefined;
  for (const [key, value] of selector.at('matchLabels').entries) {
    if (value.text === undefined) return undefined;
    if (labels.get(key) !== value.text) return false;
  }
  for (const expression of selector.at('matchExpressions').items) {
    const key = expression.at('key').text;
    const operator = expression.at('operator').text;
    const values = expression.at('values').texts;
    if (key === undefined || operator === undefined) return undefined;
    const holds = holdsFor(operator, labels.get(key), values);
    if (holds !== true) return holds;
  }
  return true;
}

function holdsFor(operator: string, label: string | undefined, values: readonly string[]): boolean | undefined {
  switch (operator) {
    case 'In':
      return label !== undefined && values.includes(label);
    case 'NotIn':
      return label === undefined || !values.includes(label);
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
    default:
      return undefined;
  }
}
