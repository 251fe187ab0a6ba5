/** The lines of a text before and after, as they are and as they are shown. */
export interface Side {
  readonly lines: readonly string[];
  readonly shown: readonly string[];
}

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** Lines that are shown before and after each change. */
const CONTEXT = 3;

/** How far apart two lines may be that are taken for the same. */
const FARTHEST = 60;

/** What changes, as `diff -u` writes it; empty where nothing does. */
export function unifiedDiff(file: string, before: Side, after: Side): string {
  const lines = compare(before, after);
  const marks = lines.flatMap(({ sign }, index) => (sign === ' ' ? [] : [index]));
  if (marks.length === 0) return '';
  const hunks: string[] = [];
  let [old, now, next] = [1, 1, 0];
  for (let at = 0; at < marks.length;) {
    const from = Math.max(next, marks[at] - CONTEXT);
    while (at + 1 < marks.length && marks[at + 1] - marks[at] <= 2 * CONTEXT) at += 1;
    const to = Math.min(lines.length, marks[at] + CONTEXT + 1);
    // Between two hunks both sides are the same.
    old += from - next;
    now += from - next;
    const hunk = lines.slice(from, to);
    const count = (sign: '-' | '+') => hunk.filter((line) => line.sign !== sign).length;
    const [oldCount, newCount] = [count('+'), count('-')];
    hunks.push(`@@ -${old},${oldCount} +${now},${newCount} @@\n${hunk.map(({ sign, text }) => `${sign}${text}\n`).join('')}`);
    old += oldCount;
    now += newCount;
    next = to;
    at += 1;
  }
  return `--- ${file}\n+++ ${file}\n${hunks.join('')}`;
}

/** Changes are few and small: the nearest pair of lines that are the same again is looked for. */
function compare(before: Side, after: Side): Line[] {
  const lines: Line[] = [];
  const [one, other] = [before.lines, after.lines];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    if (i < one.length && j < other.length && one[i] === other[j]) {
      lines.push({ sign: ' ', text: before.shown[i] });
      [i, j] = [i + 1, j + 1];
      continue;
    }
    const [gone, come] = nextSame(one, other, i, j);
    for (; i < gone; i += 1) lines.push({ sign: '-', text: before.shown[i] });
    for (; j < come; j += 1) lines.push({ sign: '+', text: after.shown[j] });
  }
  return lines;
}

function nextSame(one: readonly string[], other: readonly string[], i: number, j: number): [number, number] {
  for (let distance = 1; distance <= FARTHEST; distance += 1) {
    for (let gone = 0; gone <= distance; gone += 1) {
      const [a, b] = [i + gone, j + distance - gone];
      const isEnd = a === one.length && b === other.length;
      if (isEnd || (a < one.length && b < other.length && one[a] === other[b])) return [a, b];
    }
  }
  return [one.length, other.length];
}
