/** A text of several lines written indented in code: without the indentation, the first line break and the blanks at the end. */
export function yaml(strings: TemplateStringsArray): string {
  const lines = strings[0].replace(/^\n/, '').trimEnd().split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return `${lines.map((line) => line.slice(indent)).join('\n')}\n`;
}
