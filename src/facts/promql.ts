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
const OF_KUBERNETES = /^kube(let)?_/;

/** The series of Kubernetes' metrics that an expression reads. */
export const selectorsOf = (expression: string): Selector[] => seriesOf(expression).filter(({ metric }) => OF_KUBERNETES.test(metric));

/** All that an expression names as one names series: functions and words of the language are among it. */
export function seriesOf(expression: string): Selector[] {
  const tokens = expression.match(TOKEN)?.filter((token) => !token.startsWith('#')) ?? [];
  const found: Selector[] = [];
  let index = 0;
  while (index < tokens.length) {
    const token = tokens[index];
    if (token === '{') {
      const { matchers, end } = matchersAt(tokens, index);
      // The name of a metric is a label too.
      const metric = matchers.find(({ label, operator }) => label === '__name__' && operator === '=')?.value;
      if (metric !== undefined) found.push({ metric, matchers: matchers.filter(({ label }) => label !== '__name__') });
      index = end;
    } else {
      index += 1;
      if (!isName(token)) continue;
      const { matchers, end } = tokens[index] === '{' ? matchersAt(tokens, index) : { matchers: [], end: index };
      found.push({ metric: token, matchers });
      index = end;
    }
  }
  return found;
}

/** What stands in braces, and where it goes on after them. */
function matchersAt(tokens: readonly string[], start: number): { readonly matchers: readonly Matcher[]; readonly end: number } {
  const close = tokens.indexOf('}', start);
  const end = close < 0 ? tokens.length : close;
  const inside = tokens.slice(start + 1, end);
  const matchers = inside.flatMap((operator, place) =>
    isOperator(operator) ? [{ label: inside[place - 1] ?? '', operator, value: unquoted(inside[place + 1] ?? '""') }] : [],
  );
  return { matchers, end: end + 1 };
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

/** A pattern, which Prometheus has match the whole of a value; undefined where it is none that we can read, or that would take us long. */
export function anchored(pattern: string): RegExp | undefined {
  if (ANOTHER_LANGUAGE.test(pattern) || takesLong(pattern)) return undefined;
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    return undefined;
  }
}

/** What Go's patterns have that JavaScript reads as something else, without a word. */
const ANOTHER_LANGUAGE = /\[\[:|\\[^\WdDwWsSbBtnrfv]/;

/** Most repetitions of one alternative: each multiplies the time by the length of the name. */
const MOST_REPETITIONS = 3;

/** Prometheus tries all ways at once, and JavaScript one after the other. */
function takesLong(pattern: string): boolean {
  const plain = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  if (/\)[*+{]/.test(plain)) return true;
  return plain.split('|').some((alternative) => (alternative.match(/[*+]|\{\d*,/g) ?? []).length > MOST_REPETITIONS);
}

/** Whether series of a selector may have all of these labels; one whose value is unknown may be any. */
export function mayHave({ matchers }: Selector, labels: Readonly<Record<string, string | undefined>>): boolean {
  return matchers.every((matcher) => {
    const value = Object.hasOwn(labels, matcher.label) ? labels[matcher.label] : undefined;
    return value === undefined || mayBe(matcher, value);
  });
}
