import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { readBytes, readFiles } from '../../src/checks';

const directory = mkdtempSync(join(tmpdir(), 'read-files-'));
afterAll(() => rmSync(directory, { recursive: true }));

const path = (...parts: string[]) => join(directory, ...parts);
const pod = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n`;

function write(file: string, content: string | Uint8Array): string {
  mkdirSync(join(path(file), '..'), { recursive: true });
  writeFileSync(path(file), content);
  return path(file);
}

test('directories are searched in order, for the files and in the directories that matter', () => {
  write('tree/b.yaml', pod('b'));
  write('tree/a/z.yml', pod('a-z'));
  write('tree/c.JSON', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"c"}}');
  write('tree/README.md', 'not: yaml: at all');
  write('tree/.git/x.yaml', pod('git'));
  write('tree/node_modules/x.yaml', pod('modules'));
  write('tree/values.yaml', 'replicas: 3\n');
  write('tree/empty.yaml', '');
  symlinkSync(path('tree'), path('tree', 'loop'));
  const { manifests, problems, skipped } = readFiles([path('tree')]);
  expect(manifests.map(({ name, origin }) => [name, origin.file])).toEqual([
    ['a-z', path('tree', 'a', 'z.yml')],
    ['b', path('tree', 'b.yaml')],
    ['c', path('tree', 'c.JSON')],
  ]);
  expect(problems).toEqual([]);
  expect(skipped).toEqual([
    expect.objectContaining({
      file: path('tree', 'values.yaml'),
      message: 'This has no apiVersion and no kind, so it is no Kubernetes object. Leave it out.',
    }),
  ]);
});

test('a file that is named is read whatever it is called, and has to hold objects', () => {
  expect(readFiles([write('manifest.txt', pod('text'))]).manifests).toHaveLength(1);
  const { problems, skipped } = readFiles([write('values.yaml', 'replicas: 3\n')]);
  expect(problems).toEqual([expect.objectContaining({ file: path('values.yaml'), line: 1 })]);
  expect(skipped).toEqual([]);
});

test('a file of a directory with a mistake in it is not skipped', () => {
  write('broken/a.yaml', 'kind: Pod\nmetadata: {}\n');
  expect(readFiles([path('broken')]).problems).toHaveLength(1);
});

test.each([
  ['what is not there', () => path('gone.yaml'), 'There is no such file or directory.'],
  ['an empty directory', () => (mkdirSync(path('nothing')), path('nothing')), 'The directory has no .yaml, .yml or .json file.'],
  [
    '100 MB',
    () => (truncateSync(write('large.yaml', ''), 100e6), path('large.yaml')),
    'The file has 96 MiB, and at most 64 MiB are read. Split it.',
  ],
  [
    'UTF-16',
    () => write('utf16.yaml', Buffer.from(`\ufeff${pod('a')}`, 'utf16le')),
    'This is UTF-16, as PowerShell writes it, and kubectl cannot read it. Save it as UTF-8.',
  ],
  [
    'UTF-16, the other way round',
    () => write('utf16be.yaml', Buffer.from([0xfe, 0xff, 0, 97])),
    'This is UTF-16, as PowerShell writes it, and kubectl cannot read it. Save it as UTF-8.',
  ],
  ['bytes', () => write('bytes.yaml', Buffer.from([0x1f, 0x8b, 0x08, 0xff])), 'This is not UTF-8 text. Give YAML or JSON.'],
  ['a device', () => '/dev/full-of-nothing/x', 'There is no such file or directory.'],
])('%s is a problem, not a crash', (_, make, message) => {
  const file = make();
  expect(readFiles([file])).toEqual({ manifests: [], problems: [{ file, message }], skipped: [] });
});

test('an unreadable name is a problem', () => {
  expect(readFiles(['bad\0name']).problems[0].message).toMatch(/^It cannot be read: .*\.$/);
});

test('a total that is too much ends the reading', () => {
  const files = Array.from({ length: 6 }, (_, index) => {
    const file = write(`total/${index}.yaml`, '');
    truncateSync(file, 60 * 2 ** 20);
    return file;
  });
  // Zeros are no YAML, so the first four are problems of their own.
  const { problems } = readFiles(files);
  expect(problems).toHaveLength(5);
  expect(problems[4]).toEqual({
    file: files[4],
    message: 'From this file on there are more than 256 MiB to read. Check them in several runs.',
  });
});

test('a pipe has the limits of a file', () => {
  expect(readBytes(Buffer.from(pod('a'))).manifests[0].name).toBe('a');
  expect(readBytes(Buffer.alloc(65 * 2 ** 20), '-').problems).toEqual([
    { file: '-', message: 'The file has 65 MiB, and at most 64 MiB are read. Split it.' },
  ]);
});
