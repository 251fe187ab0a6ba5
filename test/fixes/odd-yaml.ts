/** Decides between ways to write the same, from numbers that are drawn. */
export class Whim {
  private at = 0;

  constructor(private readonly numbers: readonly number[]) {}

  /** True in so many of a hundred cases. */
  likes(percent: number): boolean {
    return this.next() % 100 < percent;
  }

  oneOf<T>(items: readonly T[]): T {
    return items[this.next() % items.length];
  }

  private next(): number {
    this.at += 1;
    return this.numbers.length === 0 ? 99 : this.numbers[this.at % this.numbers.length];
  }
}

type Map = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Objects as somebody might have written them: each in a style of its own, with comments, some in a List, some as JSON. */
export function oddYaml(objects: readonly Map[], whim: Whim): string {
  const lineEnd = whim.oneOf(['\n', '\n', '\r\n']);
  const writer = new Writer(whim);
  const parts = objects.map((object) => {
    if (whim.likes(15)) return `${JSON.stringify(object, undefined, whim.oneOf([0, 2, 4, '\t']))}\n`;
    if (whim.likes(20)) return writer.block({ apiVersion: 'v1', kind: 'List', items: [object] }, 0);
    return writer.block(object, 0);
  });
  const text = parts.join(whim.oneOf(['---\n', '--- # next\n', '\n---\n\n', '...\n---\n']));
  const begin = whim.oneOf(['', '', '---\n', '# first\n', '\ufeff', '%YAML 1.1\n---\n']);
  const end = whim.oneOf(['', '\n', '# last\n', '---\n']);
  const whole = `${begin}${text}${end}`;
  return (whim.likes(20) ? whole.replace(/\n$/, '') : whole).replaceAll('\n', lineEnd);
}

class Writer {
  private comments = 0;

  constructor(private readonly whim: Whim) {}

  block(value: Map, indent: number): string {
    return Object.entries(value)
      .map(([key, inner]) => `${this.above(indent)}${' '.repeat(indent)}${this.key(key)}:${this.value(inner, indent)}`)
      .join('');
  }

  private value(value: unknown, indent: number): string {
    const { whim } = this;
    const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
    if (typeof value !== 'object' || value === null || isEmpty || whim.likes(20)) {
      return `${whim.oneOf([' ', ' ', '  '])}${this.flow(value)}${this.behind()}\n`;
    }
    if (isMap(value)) return `${this.behind()}\n${this.block(value, indent + whim.oneOf([1, 2, 2, 4]))}`;
    const own = indent + whim.oneOf([0, 2, 2]);
    const items = (value as unknown[]).map((item) => {
      const gap = whim.oneOf([' ', ' ', '   ']);
      const dash = `${' '.repeat(own)}-${gap}`;
      if (!isMap(item) || whim.likes(25)) return `${this.above(own)}${dash}${this.flow(item)}${this.behind()}\n`;
      const [[key, first], ...rest] = Object.entries(item);
      const inner = own + 1 + gap.length;
      return `${this.above(own)}${dash}${this.key(key)}:${this.value(first, inner)}${this.block(Object.fromEntries(rest), inner)}`;
    });
    return `${this.behind()}\n${items.join('')}`;
  }

  private flow(value: unknown): string {
    const { whim } = this;
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'object' || value === null) return String(value);
    const pad = whim.oneOf(['', ' ']);
    const comma = whim.oneOf([', ', ', ', '  ,  ']);
    const close = Object.keys(value).length > 0 && whim.likes(15) ? `,${pad}` : pad;
    if (Array.isArray(value)) return `[${pad}${value.map((item) => this.flow(item)).join(comma)}${close}]`;
    const entries = Object.entries(value).map(([key, inner]) => `${this.key(key)}: ${this.flow(inner)}`);
    return `{${pad}${entries.join(comma)}${close}}`;
  }

  private key(key: string): string {
    return this.whim.likes(10) ? JSON.stringify(key) : key;
  }

  private text(text: string): string {
    const style = this.whim.oneOf(['plain', 'plain', 'single', 'double']);
    if (style === 'single') return `'${text}'`;
    return style === 'double' || !/^[A-Za-z/.][A-Za-z0-9/.-]*$/.test(text) || /^(true|false|yes|no|on|off)$/.test(text)
      ? JSON.stringify(text)
      : text;
  }

  private behind(): string {
    return this.whim.likes(12) ? `${this.whim.oneOf([' ', '   ', '\t'])}# note ${(this.comments += 1)}` : '';
  }

  private above(indent: number): string {
    if (this.whim.likes(5)) return '\n';
    return this.whim.likes(8) ? `${' '.repeat(this.whim.oneOf([indent, 0]))}# about ${(this.comments += 1)}\n` : '';
  }
}
