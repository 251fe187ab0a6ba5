import { Paint } from '../checks/formats/paint';

const WIDTH = 100;

/** Parts with a line between them. */
export function page(parts: readonly string[]): string {
  return parts.map((part) => `${part}\n`).join('\n');
}

export function wrap(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}

export function indent(text: string, width = 4): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `${' '.repeat(width)}${line}`))
    .join('\n');
}

/** A head with a list below it. */
export function list(paint: Paint, head: string, items: readonly string[]): string {
  return [paint.bold(head), ...items.map((item) => indent(wrap(item), 4).replace(/^ {4}/, '  - '))].join('\n');
}
