import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { ConfigReloadingDeployment } from '../../src/patterns/config-reload/config-reloading-deployment';
import { ConfigOptions } from '../../src/patterns/config-reload/config-object';
import { ConfigSource } from '../../src/config/config-source';
import { findKind, Manifest, newChart, refusal, yaml } from '../support';

let area: string;
beforeAll(() => (area = realpathSync(mkdtempSync(join(tmpdir(), 'config-source-')))));
afterAll(() => rmSync(area, { recursive: true }));

const probe = kplus.Probe.fromTcpSocket({ port: 8080 });

function build(source: ConfigSource, more: Partial<ConfigOptions> = {}) {
  const chart = newChart();
  new ConfigReloadingDeployment(chart, 'web', {
    configs: [{ name: 'site', source, mountPath: '/config', ...more }],
    containers: [{ name: 'app', image: 'app:1', readiness: probe, liveness: probe }],
  });
  return chart;
}

const made = (source: ConfigSource, more?: Partial<ConfigOptions>): Manifest => findKind(build(source, more), 'ConfigMap');
const lines = (source: unknown, more?: Partial<ConfigOptions>): string[] =>
  refusal(() => build(source as ConfigSource, more))
    .split('\n')
    .slice(1)
    .map((line) => line.trim());

/** A directory with these files. */
function directory(files: Record<string, string | Buffer>): string {
  const path = mkdtempSync(join(area, 'files-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(path, name, '..'), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

describe('a config comes', () => {
  test('from literal texts, which YAML 1.1 readers must not take for something else', () => {
    const data = { a: 'y', b: 'no', c: 'on', d: '0123', e: '1e3', f: '~', g: '', h: 'null', i: '1:20', j: '0x1F', k: '=', l: '<<' };
    const chart = build(ConfigSource.fromData(data));
    expect(findKind(chart, 'ConfigMap').data).toEqual(data);
    const documents = parseAllDocuments(yaml(chart), { version: '1.1' }).map((document) => document.toJS());
    expect(documents.find(({ kind }) => kind === 'ConfigMap').data).toEqual(data);
  });

  test('with empty values only, which the ConfigMap of cdk8s-plus would lose', () => {
    expect(made(ConfigSource.fromData({ a: '', b: '' })).data).toEqual({ a: '', b: '' });
  });

  test('from bytes in base64', () => {
    const map = made(ConfigSource.fromBinaryData({ 'a.bin': '/w==', 'b.txt': Buffer.from('text').toString('base64') }));
    expect(map.binaryData).toEqual({ 'a.bin': '/w==' });
    expect(map.data).toEqual({ 'b.txt': 'text' });
  });

  test('from files, under their names or another', () => {
    const path = directory({ 'a.conf': 'a\r\nb\r\n', 'b.conf': 'b' });
    const files = ConfigSource.fromFiles([join(path, 'a.conf'), join(path, 'b.conf')]);
    expect(made(files).data).toEqual({ 'a.conf': 'a\r\nb\r\n', 'b.conf': 'b' });
    expect(made(ConfigSource.fromFile(join(path, 'a.conf'), '.renamed')).data).toEqual({ '.renamed': 'a\r\nb\r\n' });
  });

  test('from a file behind a link, if it is named itself', () => {
    const path = directory({ 'a.conf': 'a' });
    symlinkSync('a.conf', join(path, 'link.conf'));
    expect(made(ConfigSource.fromFile(join(path, 'link.conf'))).data).toEqual({ 'link.conf': 'a' });
  });

  test('from a directory, binary files too', () => {
    const path = directory({ 'index.html': '<p>ü</p>\n', 'logo.png': Buffer.from([137, 80, 78, 71, 0, 255]) });
    expect(made(ConfigSource.fromDirectory(path))).toMatchObject({
      data: { 'index.html': '<p>ü</p>\n' },
      binaryData: { 'logo.png': Buffer.from([137, 80, 78, 71, 0, 255]).toString('base64') },
    });
  });

  test('from a directory without what was left out', () => {
    const path = directory({ 'a.conf': 'a', 'README.md': 'x', 'a.bak': 'x', 'sub/b.conf': 'b', '.git/x': 'x' });
    symlinkSync('a.conf', join(path, 'link'));
    const source = ConfigSource.fromDirectory(path, { exclude: ['*.md', '*.bak', 'sub', '.*', 'li*k'] });
    expect(made(source).data).toEqual({ 'a.conf': 'a' });
  });

  test('from several sources as one', () => {
    const path = directory({ 'a.conf': 'a' });
    const source = ConfigSource.merge(ConfigSource.fromDirectory(path), ConfigSource.fromData({ 'b.conf': 'b' }));
    expect(made(source).data).toEqual({ 'a.conf': 'a', 'b.conf': 'b' });
  });

  test('as it is, whatever its bytes are: what no reader of YAML would bring through is binaryData', () => {
    const bytes = fc.oneof(
      fc.uint8Array().map((array) => Buffer.from(array)),
      fc
        .string({ unit: fc.constantFrom('\t', '\n', '\r', ' ', 'a', '\x7f', '\x85', '\u2028', '\ufeff', '\ufffe', '\0', ':', '#', '😀') })
        .map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(bytes, (content) => {
        const chart = build(ConfigSource.fromBinaryData({ file: content.toString('base64') }));
        const documents = parseAllDocuments(yaml(chart)).map((document) => document.toJS());
        const { data, binaryData } = documents.find(({ kind }) => kind === 'ConfigMap');
        const back = data === undefined ? Buffer.from(binaryData.file as string, 'base64') : Buffer.from(data.file as string);
        expect(back.equals(content)).toBe(true);

        expect(String(data?.file ?? '')).not.toMatch(/[\x7f-\x9f\u2028\u2029\ufffe\uffff]|^\n*\t[^]*\n/);
      }),
      { numRuns: 300 },
    );
  });

  test('of exactly 1 MiB, and no byte more', () => {
    const half = 512 * 1024;
    const source = (extra: number) => ConfigSource.fromData({ a: 'ä'.repeat(half / 2), b: 'x'.repeat(half + extra) });
    expect(() => build(source(0))).not.toThrow();
    expect(lines(source(1))).toEqual([
      'configs[0].source: "1048577 bytes". The API server refuses objects of more than 1048576 bytes. Split it into several configs, or put large files into an image or a volume.',
    ]);
  });
});

describe('a config is refused', () => {
  const at = 'configs[0].source';
  const FILE_NAME = 'A key becomes the name of a file: use letters, digits, dots, dashes and underscores.';
  const secret = (key: string, why: string) =>
    `${at}["${key}"]: a literal. ${why}, and whoever reads the manifest would read it. Keep it in a Secret that the cluster has and mount it with ConfigSource.fromSecret(). If it is none, say why in configs[0].notSecret: { "${key}": "..." }.`;

  test.each<[string, unknown, string]>([
    ['without source', undefined, `${at}: missing. Give a ConfigSource, such as ConfigSource.fromDirectory("config").`],
    ['with text as source', 'x', `${at}: "x". Give a ConfigSource, such as ConfigSource.fromDirectory("config").`],
    ['with no files', ConfigSource.fromData({}), `${at}: missing. It holds no file. Give it one, or leave the config out.`],
    ['with data that is none', ConfigSource.fromData([] as never), `${at}: []. Give an object of file names and text.`],
    ['with missing data', ConfigSource.fromData(undefined as never), `${at}: missing. Give an object of file names and text.`],
    ['with a number', ConfigSource.fromData({ a: 1 as never }), `${at}["a"]: a number. Give text; quote numbers and booleans.`],
    [
      'with half a character',
      ConfigSource.fromData({ a: '\ud800' }),
      `${at}["a"]: a string of 1 character. It is no text (half a surrogate pair). Give bytes by ConfigSource.fromBinaryData().`,
    ],
    [
      'with bytes that are no base64',
      ConfigSource.fromBinaryData({ a: 'no base64!' }),
      `${at}["a"]: a string of 10 characters. It is no base64. Write Buffer.from(bytes).toString("base64").`,
    ],
    ['with a path as key', ConfigSource.fromData({ 'a/b': 'x' }), `${at}["a/b"]: "a/b". ${FILE_NAME}`],
    [
      'with a key of the kubelet',
      ConfigSource.fromData({ '..data': 'x' }),
      `${at}["..data"]: "..data". Names that start with two dots belong to the kubelet, and a single dot is no file. Use another name.`,
    ],
    [
      'with a key that cdk8s loses',
      ConfigSource.fromData({ constructor: 'x' }),
      `${at}["constructor"]: "constructor". cdk8s loses a key of this name. Use another.`,
    ],
    ['with a password', ConfigSource.fromData({ DB_PASSWORD: 'x' }), secret('DB_PASSWORD', 'The word "password" in its name says so')],
    ['with a key file', ConfigSource.fromData({ 'tls.key': 'x' }), secret('tls.key', 'Files of this name hold keys and passwords')],
    [
      'with a private key in it',
      ConfigSource.fromData({ 'a.pem': '-----BEGIN PRIVATE KEY-----' }),
      secret('a.pem', 'It holds a private key'),
    ],
    ['with a file without path', ConfigSource.fromFile(undefined as never), `${at}: missing. Give the path of a file.`],
    ['with files that are no list', ConfigSource.fromFiles('a' as never), `${at}: "a". Give a list of paths of files.`],
    ['with an empty list of files', ConfigSource.fromFiles([]), `${at}: []. Give a list of paths of files.`],
    ['with a directory without path', ConfigSource.fromDirectory(''), `${at}: "". Give the path of a directory.`],
    [
      'with a file that is not there',
      ConfigSource.fromFile('no/such'),
      `${at}: "no/such". There is no such file. Relative paths start at ${process.cwd()}.`,
    ],
    [
      'with a directory that is not there',
      ConfigSource.fromDirectory('no/such'),
      `${at}: "no/such". There is no such file. Relative paths start at ${process.cwd()}.`,
    ],
    [
      'with a file as directory',
      ConfigSource.fromDirectory('LICENSE'),
      `${at}: "LICENSE". It is no directory. Use ConfigSource.fromFile() for a file.`,
    ],
    ['with a directory as file', ConfigSource.fromFile('src'), `${at}: "src". It is a directory: use ConfigSource.fromDirectory().`],
    ['with a device as file', ConfigSource.fromFile('/dev/null'), `${at}: "/dev/null". It is no file.`],
    ['with a source in a source that is none', ConfigSource.merge('x' as never), `${at}: "x". Give sources made by ConfigSource.`],
    [
      'with two files of one name',
      ConfigSource.merge(ConfigSource.fromData({ a: '1' }), ConfigSource.fromData({ a: '2' })),
      `${at}["a"]: "a". Two sources have a file of this name. Rename one.`,
    ],
    [
      'with no object of others',
      ConfigSource.fromSecret(undefined as never, { version: '1' }),
      `${at}: missing. Give a kplus.ISecret; Secret.fromSecretName() makes one of a name.`,
    ],
    [
      'with an object of others without name',
      ConfigSource.fromConfigMap({ name: '' } as never, { version: '1' }),
      `${at}: {"name":""}. Give a kplus.IConfigMap; ConfigMap.fromConfigMapName() makes one of a name.`,
    ],
    [
      'with an empty version',
      ConfigSource.fromConfigMap(kplus.ConfigMap.fromConfigMapName(newChart(), 'x', 'x'), { version: '' }),
      `${at}.version: "". Give a text that changes with the content.`,
    ],
    [
      'with an object of others as part of another',
      ConfigSource.merge(
        ConfigSource.fromData({ a: '1' }),
        ConfigSource.fromConfigMap(kplus.ConfigMap.fromConfigMapName(newChart(), 'x', 'theirs')),
      ),
      `${at}: "theirs". It is an object of its own and cannot become part of another. Make it a config of its own.`,
    ],
  ])('%s', (_, source, message) => expect(lines(source)).toEqual([message]));

  test('with a key that would change the prototype of a map', () => {
    const data = JSON.parse('{"__proto__": "x"}') as Record<string, string>;
    expect(lines(ConfigSource.fromData(data))).toEqual([`${at}["__proto__"]: "__proto__". cdk8s loses a key of this name. Use another.`]);
  });

  test('with what differs between platforms or has no place in a ConfigMap, each with its remedy', () => {
    const path = directory({ 'a.conf': 'a', 'sub/b': 'b', '.DS_Store': 'x' });
    symlinkSync('a.conf', join(path, 'link'));
    execFileSync('mkfifo', [join(path, 'pipe')]);
    expect(lines(ConfigSource.fromDirectory(path)).sort()).toEqual([
      `${at}: "${path}/.DS_Store". Editors and file managers leave hidden files. If it is meant, add it by ConfigSource.fromFile(); leave it out by exclude: [".DS_Store"].`,
      `${at}: "${path}/link". A link is checked out as its text on some platforms. Put the file itself there, or leave it out by exclude: ["link"].`,
      `${at}: "${path}/pipe". It is no file. Leave it out by exclude: ["pipe"].`,
      `${at}: "${path}/sub". A ConfigMap has no subdirectories. Make it a config of its own, mounted apart, or leave it out by exclude: ["sub"].`,
    ]);
  });

  test('with an exclusion that excludes nothing, which is a typing error', () => {
    const path = directory({ 'a.conf': 'a' });
    expect(lines(ConfigSource.fromDirectory(path, { exclude: ['*.cnf'] }))).toEqual([
      `${at}: "*.cnf". Nothing in ${path} has a name like this. Leave it out.`,
    ]);
    expect(lines(ConfigSource.fromDirectory(path, { exclude: '*' as never }))).toEqual([`${at}.exclude: "*". Give a list of strings.`]);
  });

  test('with a file above 1 MiB, which is not even read', () => {
    const path = directory({ large: Buffer.alloc(1048577) });
    expect(lines(ConfigSource.fromFile(join(path, 'large')))).toEqual([
      `${at}: "${path}/large". It has 1048577 bytes, and the API server refuses objects of more than 1048576. Put it into an image or a volume.`,
    ]);
  });

  test('with a loop of links, whatever the system calls that', () => {
    const path = directory({});
    symlinkSync('loop', join(path, 'loop'));
    expect(lines(ConfigSource.fromFile(join(path, 'loop')))).toEqual([`${at}: "${path}/loop". It cannot be read: ELOOP.`]);
  });

  describe('with an acknowledgement', () => {
    test('that names the key and the reason, which the manifest shows, it is not', () => {
      const source = ConfigSource.fromData({ 'password-rules': 'x', 'token-format.md': 'x', 'app.conf': 'x' });
      const map = made(source, { notSecret: { 'token-format.md': 'documentation', 'password-rules': 'rules, no password' } });
      expect(map.metadata.annotations).toEqual({
        'cdk8s-storage/not-secret': 'password-rules: rules, no password; token-format.md: documentation',
      });
    });

    test.each<[string, unknown, string[]]>([
      [
        'that is none',
        'x',
        ['configs[0].notSecret: a string of 1 character. Give an object of names and the reasons why they are no secrets.'],
      ],
      ['without reason', { token: ' ' }, ['configs[0].notSecret["token"]: a string of 1 character. Say in words why it is no secret.']],
      [
        'of no key',
        { token: 'x', other: 'x' },
        ['configs[0].notSecret["other"]: "x". There is nothing of this name. Remove it, so that it excuses nothing later.'],
      ],
    ])('%s, it is', (_, notSecret, expected) => {
      const problems = lines(ConfigSource.fromData({ token: 'x' }), { notSecret: notSecret as never });
      expect(problems.slice(-1)).toEqual(expected);
    });

    test('of keys that others write, it is', () => {
      const source = ConfigSource.fromConfigMap(kplus.ConfigMap.fromConfigMapName(newChart(), 'x', 'x'), { version: '1' });
      expect(lines(source, { notSecret: { token: 'x' } })).toEqual([
        'configs[0].notSecret: an object. It is about the keys of a ConfigMap made here; this object is made by others. Leave it out.',
      ]);
    });
  });
});
