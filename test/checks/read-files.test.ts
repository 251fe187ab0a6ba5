import { execFileSync } from 'child_process';
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

test.each(['', '\ufeff', '\ufeff\n', '\ufeff# a comment\n', '\ufeff---\n', '---\n', '\ufeff--- # a comment\n'])(
  'a file of a directory that begins with %j is read like one that is named',
  (begin) => {
    const folder = `begin-${Buffer.from(begin).toString('hex')}`;
    for (const end of ['\n', '\r\n']) {
      const file = write(`${folder}/${end.length}.yaml`, `${begin}${pod('a')}---\n${pod('b')}`.replace(/\n/g, end));
      expect(readFiles([file]).manifests.map(({ name }) => name)).toEqual(['a', 'b']);
    }
    write(
      `${folder}/3.json`,
      `${begin.startsWith('\ufeff') ? '\ufeff' : ''}{ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "c" } }`,
    );
    const { manifests, problems, skipped } = readFiles([path(folder)]);
    expect(manifests.map(({ name }) => name)).toEqual(['a', 'b', 'a', 'b', 'c']);
    expect([problems, skipped]).toEqual([[], []]);
  },
);

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
  expect(readFiles([file])).toMatchObject({ manifests: [], problems: [{ file, message }], skipped: [] });
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
  expect(problems).toContainEqual({
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

describe('links', () => {
  test('to files and directories are followed, and each is read once', () => {
    write('linked/real/a.yaml', pod('a'));
    write('elsewhere/b.yaml', pod('b'));
    symlinkSync(path('elsewhere', 'b.yaml'), path('linked', 'b.yaml'));
    symlinkSync(path('linked', 'real', 'a.yaml'), path('linked', 'again.yaml'));
    symlinkSync(path('elsewhere'), path('linked', 'z'));
    symlinkSync(path('linked'), path('linked', 'real', 'up'));
    expect(readFiles([path('linked')]).manifests.map(({ name, origin }) => [name, origin.file])).toEqual([
      ['a', path('linked', 'again.yaml')],
      ['b', path('linked', 'b.yaml')],
    ]);
  });

  test('that lead nowhere are told', () => {
    write('dangling/a.yaml', pod('a'));
    symlinkSync('gone.yaml', path('dangling', 'b.yaml'));
    symlinkSync('c.yaml', path('dangling', 'c.yaml'));
    symlinkSync('gone', path('dangling', 'README'));
    expect(readFiles([path('dangling')]).problems).toEqual([
      { file: path('dangling', 'b.yaml'), message: 'This is a link to a file that is not there.' },
      { file: path('dangling', 'c.yaml'), message: 'It is a link that leads back to itself.' },
    ]);
  });
});

test('devices and pipes that nobody writes to are no files', () => {
  const pipe = path('pipe.yaml');
  execFileSync('mkfifo', [pipe]);
  expect(readFiles(['/dev/zero', pipe]).problems).toEqual([
    { file: '/dev/zero', message: 'This is a device, not a file. Give files, or - for what comes through a pipe.' },
    { file: pipe, message: 'This is a named pipe, not a file. Give files, or - for what comes through a pipe.' },
  ]);
});

test('globs leave out files and directories', () => {
  for (const file of ['a.yaml', 'a.test.yaml', 'charts/x/b.yaml', 'deep/charts/c.yaml', 'deep/d.yaml']) write(`globs/${file}`, pod(file));
  const read = (...exclude: string[]) => {
    const { manifests } = readFiles([path('globs')], { exclude, directory: path('globs') });
    return manifests.map(({ name }) => name);
  };
  expect(read('charts', '*.test.yaml')).toEqual(['a.yaml', 'deep/d.yaml']);
  expect(read('charts/**', 'deep/?.yaml')).toEqual(['a.test.yaml', 'a.yaml', 'deep/charts/c.yaml']);
  expect(read('**/charts/*', './deep/')).toEqual(['a.test.yaml', 'a.yaml']);
  expect(readFiles([path('globs', 'a.yaml')], { exclude: ['a.yaml'], directory: path('globs') }).manifests).toEqual([]);
});

describe('what is no manifest', () => {
  test('is skipped whatever its tags and keys, where nobody named it', () => {
    write('foreign/mkdocs.yml', 'plugins: !!python/name:a.b\n');
    write('foreign/twice.yaml', 'kind: DaemonSet\na: 1\na: 2\n');
    write('foreign/workflow.yaml', 'on: [push\n');
    write('foreign/pod.yaml', pod('a'));
    const { manifests, problems, skipped } = readFiles([path('foreign')]);
    expect([manifests.length, problems, skipped!.length]).toEqual([1, [], 3]);
    expect(readFiles([path('foreign', 'mkdocs.yml')]).problems).toHaveLength(1);
  });

  test('but has an apiVersion and a kind is a mistake', () => {
    write('tagged/pod.yaml', `${pod('a')}spec: !secret x\n`);
    write('tagged/twice.yaml', `${pod('a')}kind: Pod\n`);
    expect(readFiles([path('tagged')]).problems).toHaveLength(2);
  });

  test('a chart is one line, and what of it needs no rendering is read', () => {
    write('chart/app/Chart.yaml', 'apiVersion: v2\nname: app\n');
    write('chart/app/values.yaml', 'apiVersion: v1\nkind: Deployment\nmetadata: { name: x }\n');
    write('chart/app/templates/a.yaml', '{{- if .x }}\napiVersion: v1\nkind: Pod\n{{ end }}\n');
    write('chart/app/charts/sub/Chart.yaml', 'apiVersion: v2\nname: sub\n');
    write('chart/app/charts/sub/templates/b.yaml', 'a: {{ x }}\n');
    write('chart/app/crds/c.yaml', pod('c'));
    const { manifests, problems, notes } = readFiles([path('chart')]);
    expect(manifests.map(({ name }) => name)).toEqual(['c']);
    expect(problems).toEqual([]);
    const chart = path('chart', 'app');
    expect(notes).toEqual([
      {
        file: chart,
        message: `This is a Helm chart, whose templates are not checked here. Render it: helm template ${chart} | cdk8s-storage check -`,
      },
    ]);
    expect(readFiles([path('chart', 'app', 'charts', 'sub', 'templates', 'b.yaml')]).problems).toHaveLength(1);
  });

  test('templates of no chart are one line for a directory', () => {
    for (const name of ['a', 'b', 'c']) write(`templates-of-none/${name}.yaml`, `${pod(name)}spec:\n{{ toYaml .x }}\n`);
    expect(readFiles([path('templates-of-none')]).problems).toEqual([
      {
        file: path('templates-of-none'),
        message: 'a.yaml and 2 other files here are templates, not YAML. Render them first, or leave them out with --exclude.',
      },
    ]);
  });
});
