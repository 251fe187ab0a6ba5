import { formatHuman, formatProblem } from '../../../src/checks/formats/human';
import { ACKNOWLEDGED, checked, ERROR, INFO, SOURCE, WARNING } from './sample';

const sourceOf = (file: string) => (file === 'k8s/shop.yaml' ? SOURCE.split('\n') : undefined);
const plain = { color: false, sourceOf };

test('a finding shows where it is, the lines there, why, and what to do', () => {
  expect(formatHuman(checked({ findings: [ERROR] }), plain)).toBe(`error rwx-on-block-storage: PersistentVolumeClaim shop/data
  at k8s/shop.yaml:5
    4 | spec:
  > 5 |   accessModes: [ReadWriteMany]
    6 | ---
  Claim data is ReadWriteMany, and a block disk is not.
  Fix: Write ReadWriteOnce.

1 finding (1 error) in 2 objects.
Why, and what to write instead: cdk8s-storage explain rwx-on-block-storage, or https://github.com/cdk8s-storage/cdk8s-storage/blob/main/docs/rules/rwx-on-block-storage.md
`);
});

test('the first line of a file has no line before it, and what is in no file shows none', () => {
  const text = formatHuman(checked({ findings: [WARNING, INFO] }), plain);
  expect(text).toContain('  at k8s/shop.yaml:1\n  > 1 | apiVersion: v1\n    2 | kind: PersistentVolumeClaim\n');
  expect(text).toContain('info unused-acknowledgement\n  at app/shop\n  Nothing needs it.\n  Fix: Remove it.\n');
  expect(text).toContain(
    '2 findings (1 warning, 1 info) in 2 objects.\nWhy, and what to write instead: cdk8s-storage explain RULE, or https://github.com/cdk8s-storage/cdk8s-storage/blob/main/docs/rules\n',
  );
});

test('a clean result is one line', () => {
  expect(formatHuman(checked(), plain)).toBe('No findings in 2 objects.\n');
  expect(formatHuman(checked({ acknowledged: [ACKNOWLEDGED] }), plain)).toBe('No findings in 2 objects. 1 acknowledged.\n');
});

test('what could not be checked is said', () => {
  const problems = [{ file: 'a.yaml', line: 3, message: 'This is not YAML.' }, { message: 'Nothing there.' }];
  expect(formatHuman(checked({ problems }), plain)).toBe(
    'not checked: 2 problems\n  a.yaml:3: This is not YAML.\n  Nothing there.\n\nNo findings in 2 objects.\n',
  );
  expect(formatProblem({ file: 'b.yaml', message: 'Gone.' })).toBe('b.yaml: Gone.');
});

test('lines are shortened, carriage returns and control characters are not printed', () => {
  const lines = ['x', `y: ${'z'.repeat(400)}\r`, '\u001b[2Jgone\r'];
  const text = formatHuman(checked({ findings: [{ ...ERROR, line: 2 }] }), { color: false, sourceOf: () => lines });
  expect(text.split('\n')[3]).toHaveLength('  > 2 | '.length + 160);
  expect(text).toContain('    3 | \\u001b[2Jgone\n');
  expect(text).not.toContain('\r');
});

test('a line that the file no longer has is not shown', () => {
  expect(formatHuman(checked({ findings: [{ ...ERROR, line: 90 }] }), plain)).not.toContain(' | ');
  expect(formatHuman(checked({ findings: [{ ...ERROR, file: 'gone.yaml' }] }), plain)).not.toContain(' | ');
  expect(formatHuman(checked({ findings: [{ ...ERROR, line: undefined }] }), plain)).toContain('  at k8s/shop.yaml\n');
});

test('colours are for terminals that want them', () => {
  const text = formatHuman(checked({ findings: [ERROR] }), { color: true, sourceOf });
  expect(text).toContain('\u001b[31merror\u001b[39m');
  // eslint-disable-next-line no-control-regex -- colours
  expect(text.replace(/\u001b\[[0-9]+m/g, '')).toBe(formatHuman(checked({ findings: [ERROR] }), plain));
});
