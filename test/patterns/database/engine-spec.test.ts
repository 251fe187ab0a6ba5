import * as fc from 'fast-check';
import { verbatim } from '../../../src/patterns/database/engine-spec';

/** What the kubelet makes of a text (k8s.io/kubernetes/third_party/forked/golang/expansion), with variables that all exist. */
function expand(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== '$' || at + 1 === text.length) {
      result += text[at];
    } else if (text[at + 1] === '$') {
      result += '$';
      at += 1;
    } else if (text[at + 1] === '(') {
      const end = text.indexOf(')', at);
      const name = end < 0 ? '' : text.slice(at + 2, end);
      if (end < 0) {
        result += '$(';
        at += 1;
      } else {
        result += /^[A-Za-z_.-][A-Za-z0-9_.-]*$/.test(name) ? 'VALUE' : `$(${name})`;
        at = end;
      }
    } else {
      result += `$${text[at + 1]}`;
      at += 1;
    }
  }
  return result;
}

test('the kubelet makes of it what was meant, whatever that is', () => {
  const part = fc.constantFrom('$', '$$', '(', ')', 'NAME', 'cat "x"', ' ', '"', '\n', '$(NAME)', '$(cat x)', '${NAME}');
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const text = parts.join('');
      expect(expand(verbatim(text))).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test('a text without anything to replace stays as it is', () => {
  const text = 'PGPASSWORD=$(cat "$FILE") pg_dump -f "$1" ${EXTRA:-}';
  expect(verbatim(text)).toBe(text);
});
