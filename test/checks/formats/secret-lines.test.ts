import { check, ManifestSet, Rule } from '../../../src/checks';
import { formatHuman } from '../../../src/checks/formats/human';
import { read } from '../support';

/** The excerpts around all places of all objects, as a person sees them. */
function shown(text: string): string {
  const { manifests } = read(text, 'a.yaml');
  const everywhere: Rule = {
    id: 'everywhere',
    level: 'info',
    summary: 's',
    explanation: { why: [], wrong: '', right: '', see: [] },
    *check({ set }) {
      for (const { root } of set.manifests) {
        const open = [root];
        for (let at = open.pop(); at !== undefined; at = open.pop()) {
          yield { at, cause: 'C.', remedy: 'R.' };
          open.push(...at.items, ...at.entries.map(([, child]) => child));
        }
      }
    },
  };
  const result = check(new ManifestSet(manifests), { rules: [everywhere] });
  const lines = text.replace(/\n$/, '').split('\n');
  return formatHuman({ manifests, problems: [], result, failOn: 'never' }, { color: false, sourceOf: () => lines });
}

const head = (kind: string) => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: a\n`;

test.each([
  ['plain', `${head('Secret')}stringData:\n  user: hunter2\n  password: hunter2\ntype: Opaque\n`],
  ['before', `stringData:\n  password: hunter2 # not hunter2\n  # was hunter2\n${head('Secret')}`],
  ['several lines', `${head('Secret')}data:\n  a: |\n    hunter2\n    key: hunter2\n  b: "x\n    hunter2"\n`],
  ['flow', `${head('Secret')}data: { a: hunter2,\n  b: hunter2 }\n`],
  ['JSON', `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"stringData":{"a":"hunter2"}}`],
  ['alias', `${head('Secret')}x: &x\n  a: hunter2\nstringData: *x\n`],
  ['a list', `apiVersion: v1\nkind: List\nitems:\n  - ${head('Secret').trim().replaceAll('\n', '\n    ')}\n    data:\n      a: hunter2\n`],
  ['a copy', `${head('Secret')}  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {"data":{"a":"hunter2"}}\n`],
  ['a variable', `${head('Pod')}spec:\n  containers:\n    - name: a\n      env:\n        - name: DB_PASSWORD\n          value: hunter2\n`],
  [
    'a command',
    `${head('Pod')}spec:\n  containers:\n    - name: a\n      args:\n        - --password=hunter2\n        - --token\n        - hunter2\n`,
  ],
])('no secret is shown: %s', (_, text) => {
  const out = shown(text);
  expect(out).not.toContain('hunter2');
  expect(out).toContain('***');
});

test('what is none is shown, and keys are', () => {
  const out = shown(`${head('Secret')}stringData:\n  user: hunter2\ntype: Opaque\n`);
  expect(out).toContain('> 6 |   user: ***');
  expect(out).toContain('> 7 | type: Opaque');
});
