/**
 * What an expression of Prometheus asks for, as far as it is written: which series, by their labels.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/basics/#time-series-selectors
 */

export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** The series of a metric that have certain labels. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

const TOKEN = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|#[^\n]*|[a-zA-Z_:][\w:]*|=~|!~|!=|[^\s]/g;
const METRIC = /^kube(let)?_/;

/** The series of Kubernetes' metrics that an expression reads. */
export function selectorsOf(expression: string): Selector[] {
  const tokens = expression.match(TOKEN)?.filter((token) => !token.startsWith('#')) ?? [];
  const found: Selector[] = [];
  let index = 0;
  while (index < tokens.length) {
    const metric = tokens[index];
    index += 1;
    if (!isName(metric)) continue;
    const matchers: Matcher[] = [];
    if (tokens[index] === '{') {
      const end = tokens.indexOf('}', index);
      const inside = tokens.slice(index + 1, end < 0 ? tokens.length : end);
      inside.forEach((operator, place) => {
        if (isOperator(operator)) matchers.push({ label: inside[place - 1] ?? '', operator, value: unquoted(inside[place + 1] ?? '""') });
      });
      index += inside.length + 1;
    }
    if (METRIC.test(metric)) found.push({ metric, matchers });
  }
  return found;
}

const isName = (token: string): boolean => /^[a-zA-Z_:]/.test(token);
const isOperator = (token: string): token is Matcher['operator'] => /^(=~?|!=|!~)$/.test(token);

function unquoted(text: string): string {
  const inside = text.slice(1, -1);
  return text.startsWith('`')
    ? inside
    : inside.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter === 't' ? '\t' : letter));
}

/** Whether a label may have a value; true where the pattern is none that we can read. */
export function mayBe({ operator, value }: Matcher, text: string): boolean {
  if (operator === '=') return value === text;
  if (operator === '!=') return value !== text;
  const pattern = anchored(value);
  return pattern === undefined || pattern.test(text) === (operator === '=~');
}

/** A pattern, which Prometheus has match the whole of a value; undefined where it is none that we can read. */
export function anchored(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    return undefined;
  }
}

/** Whether series of a selector may have all of these labels; one whose value is unknown may be any. */
export const mayHave = ({ matchers }: Selector, labels: Readonly<Record<string, string | undefined>>): boolean =>
  matchers.every((matcher) => labels[matcher.label] === undefined || mayBe(matcher, labels[matcher.label]!));
