/** What one tool was measured to do. */
export interface Measured {
  readonly name: string;
  readonly version: string;
  /** The rules of the mistakes that it finds, one for each mistake. */
  readonly found: readonly string[];
  /** What it says of manifests of others, and of how many of their objects. */
  readonly onPublic?: { readonly findings: number; readonly objects: number };
}

export interface Measurement {
  readonly day: string;
  readonly mistakes: number;
  readonly tools: readonly Measured[];
  readonly publicSet?: { readonly title: string; readonly objects: number };
}

export const BEGIN = '<!-- measured by `npm run comparison -- --write` -->';
export const END = '<!-- end of what is measured -->';

const table = (head: readonly string[], rows: ReadonlyArray<readonly string[]>): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The part of the page that is measured. */
export function measuredText({ day, mistakes, tools, publicSet }: Measurement): string {
  const summary = tools.map(({ name, version, found }) => [name, version, String(found.length)]);
  const others = tools.slice(1);
  const rules = tools[0].found.filter((rule, index, all) => all.indexOf(rule) === index);
  const shared = rules.flatMap((rule) => {
    const by = others.flatMap(({ name, found }) => {
      const times = found.filter((one) => one === rule).length;
      return times === 0 ? [] : [times === 1 ? name : `${name} (${times} times)`];
    });
    return by.length === 0 ? [] : [[`[${rule}](rules/${rule}.md)`, by.join(', ')]];
  });
  const parts = [
    `Measured on ${day}.`,
    table(['tool', 'version', `mistakes found, of ${mistakes}`], summary),
    'Of these, others find:',
    table(['mistake', 'found by'], shared),
  ];
  if (publicSet !== undefined) {
    const rows = tools.map(({ name, onPublic }) => [
      name,
      String(onPublic?.findings ?? 0),
      String(onPublic?.objects ?? 0),
      ((onPublic?.findings ?? 0) / publicSet.objects).toFixed(2),
    ]);
    parts.push(
      `What each says of ${publicSet.objects} objects that nobody here wrote (${publicSet.title}), as it is installed, with no check added or left out:`,
      table(['tool', 'findings', 'objects with findings', 'findings per object'], rows),
    );
  }
  return parts.join('\n\n');
}

/** A page with its measured part anew. */
export function withMeasured(page: string, text: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`The page has no "${BEGIN}" before "${END}".`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${page.slice(end)}`;
}

/** The tables of a text, as rows of cells without the head. */
export function tablesOf(text: string): string[][][] {
  const blocks = text.match(/(?:^\|.*\|$\n?)+/gm) ?? [];
  return blocks.map((block) =>
    block
      .trim()
      .split('\n')
      .map((line) =>
        line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      )
      .filter((_, index) => index > 1),
  );
}
