import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { check, Manifest as CheckedManifest, ManifestSet } from '../../src/checks';
import { InvalidPropsError } from '../../src/props/problems';
import { Manifest, manifests, newChart } from '../support';
import { Door, Doors, FILES, SETTINGS, VARIABLES, WORDS } from './doors';

/*
 * What the rule `literal-credential` finds in a plain manifest, each construct refuses where it would write the same; what it does not
 * find there, no construct calls a secret. And what a construct makes, by the word of its user too, the rule does not call an error.
 */

const isFound = (bodies: readonly Manifest[]): boolean => {
  const set = new ManifestSet(bodies.map((body) => new CheckedManifest(body as Record<string, unknown>)));
  return check(set).findings.some(({ rule }) => rule === 'literal-credential');
};

interface Outcome {
  readonly isRefused: boolean;
  /** Undefined where anything is refused. */
  readonly made?: Manifest[];
}

/** What becomes of a name and a text; refusals for other reasons are none. */
function tryDoor({ add }: Door, name: string, text: string, reasons?: Record<string, string>): Outcome {
  const chart: Chart = newChart();
  try {
    add(chart, name, text, reasons);
    return { isRefused: false, made: manifests(chart) };
  } catch (error) {
    if (!(error instanceof InvalidPropsError)) throw error;
    return { isRefused: error.message.includes('whoever reads the manifest would read it') };
  }
}

const nouns = [
  'password',
  'token',
  'secret',
  'key',
  'api',
  'db',
  'client',
  'credentials',
  'file',
  'url',
  'name',
  'ttl',
  'base',
  'pass',
  'pwd',
];
const others = ['board', 'mon', 'com', 'izer', 'tls', 'existing', 'signing', 'ssh', '1', 'no', 'min', 'length'];
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const names = fc
  .tuple(
    fc.array(fc.constantFrom(...nouns, ...others), { minLength: 1, maxLength: 3 }),
    fc.constantFrom<(words: string[]) => string>(
      (words) => words.join('_').toUpperCase(),
      (words) => words.join('-'),
      (words) => words.join(''),
      (words) => words.map(capital).join(''),
      (words) => words.join('.'),
    ),
  )
  .map(([words, join_]) => `x${join_(words)}`.replace(/^x(?=[A-Za-z])/, ''));

const values = fc.oneof(
  fc.constantFrom(
    'hunter2',
    'changeme',
    '/run/x',
    './x',
    '$(X)',
    '${X}',
    '<x>',
    'CHANGE_ME',
    'true',
    '',
    '30',
    '1h',
    'https://x.example.com',
    '"hunter2"',
  ),
  fc.constantFrom('vault:x', 'tls.key', 'config.password', 'getenv("X")', '{"a": 1}', 'xxx', '$$(X)', 'postgres://a:hunter2@b/c', 'a\nb'),
  fc.string({ maxLength: 20 }),
);

const texts = fc.oneof(
  values,
  fc
    .tuple(
      fc.constantFrom<(name: string, value: string) => string>(
        (name, value) => `${name}=${value}`,
        (name, value) => `--${name}=${value}`,
        (name, value) => `run --${name} ${value}`,
        (name, value) => `a: b\n${name}: ${value}\nc: d\n`,
        (name, value) => `{"${name}": "${value}"}`,
        (name, value) => `# ${name}=${value}`,
        (name, value) => `echo "${name}: ${value} is wanted"`,
      ),
      names,
      values,
    )
    .map(([write, name, value]) => write(name, value)),
  fc.constantFrom(
    '-----BEGIN PRIVATE KEY-----\nMII\n',
    "CREATE USER a IDENTIFIED BY 'hunter2';",
    "ALTER ROLE a PASSWORD :'p';",
    'curl -H "Authorization: Bearer abcdefgh123"',
    'PGPASSWORD="$(cat /x)" psql',
  ),
);

const examples: Array<[string, string]> = [
  ['DB_PASSWORD', 'hunter2'],
  ['DB_CREDENTIALS', 'hunter2'],
  ['SSHKEY', 'hunter2'],
  ['SIGNING_KEY', 'hunter2'],
  ['DB_PASSWORD_FILE', 'hunter2'],
  ['KEYBOARD', 'password=hunter2'],
  ['PWD', 'x'],
];

const kinds: Record<string, Doors> = { VARIABLES, WORDS, SETTINGS, FILES };
const doors = Object.values(kinds).flatMap((kind) => Object.entries(kind));

describe.each(doors)('%s', (_, door) => {
  test('is refused where the rule finds an error, and nowhere else', () => {
    fc.assert(
      fc.property(names, texts, (name, text) => {
        const found = isFound([door.plain(name, text)]);
        const { isRefused, made } = tryDoor(door, name, text);
        expect({ isRefused }).toEqual({ isRefused: found });
        if (made !== undefined) expect(isFound(made)).toBe(false);
        if (!found || door.field === undefined) return;
        const excused = tryDoor(door, name, text, { [door.field === 'name' ? name : door.field]: 'it opens nothing' });
        expect(excused.isRefused).toBe(false);
        if (excused.made !== undefined) expect(isFound(excused.made)).toBe(false);
      }),
      { numRuns: 30, examples },
    );
  });

  test('never shows the secret', () => {
    const chart = newChart();
    let message = '';
    try {
      door.add(chart, 'DB_PASSWORD', 'password=hunter2', undefined);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain('whoever reads the manifest would read it');
    expect(message).not.toContain('hunter2');
  });
});

describe('every list and map of texts that a user gives', () => {
  const SOURCES = join(__dirname, '..', '..', 'src');
  const MEMBER = /^ {2}readonly (\w+)\?: (?:string\[\]|\{ readonly \[\w+: string\]: (?:string|kplus\.EnvValue|DatabaseFile) \});$/gm;
  /** Names and paths, which hold no secret; labels have no room for one, and those of alerts are sent to whoever is told. */
  const NAMES = [
    'alertLabels',
    'annotations',
    'containers',
    'diskLabels',
    'exclude',
    'extensions',
    'instanceLabels',
    'labels',
    'nodeSelector',
    'notDurable',
    'notSecret',
    'preloadLibraries',
    'selector',
    'seriesLabels',
    'serviceAccountAnnotations',
    'severities',
    'tags',
  ];
  const PLACES = ['writablePaths', 'zones'];

  test('is one of names or places, or behind one of the doors', () => {
    const found = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !/^(cli|validation|checks)/.test(path))
      .flatMap((path) => [...readFileSync(join(SOURCES, path), 'utf8').matchAll(MEMBER)].map(([, prop]) => `${path}: ${prop}`));
    expect(found.filter((member) => ![...NAMES, ...PLACES].includes(member.split(': ')[1])).sort()).toEqual([
      'hardening/container-options.ts: args',
      'hardening/container-options.ts: command',
      'hardening/container-options.ts: env',
      'operators/cloudnative-pg/parts-props.ts: parameters',
      'operators/cloudnative-pg/props.ts: parameters',
      'patterns/database/custom.ts: args',
      'patterns/database/custom.ts: command',
      'patterns/database/custom.ts: env',
      'patterns/database/custom.ts: stopCommand',
      'patterns/database/postgres.ts: initdbArgs',
      'patterns/database/props.ts: args',
      'patterns/database/props.ts: configuration',
      'patterns/database/props.ts: env',
      'patterns/database/props.ts: initFiles',
      'patterns/nfs/props.ts: mountOptions',
      'storage-classes/cephfs.ts: fuseMountOptions',
      'storage-classes/cephfs.ts: kernelMountOptions',
      'storage-classes/class-plan.ts: mountOptions',
      'storage-classes/csi.ts: parameters',
      'storage-classes/file-storage-class.ts: mountOptions',
      'storage-classes/in-tree.ts: mountOptions',
      'storage-classes/in-tree.ts: parameters',
      'storage-classes/snapshot-class.ts: parameters',
      'storage-classes/zonal-storage-class.ts: mountOptions',
      'volumes/persistent-volume-source.ts: volumeAttributes',
      'volumes/persistent-volume.ts: mountOptions',
      'volumes/pod-volume-options.ts: volumeAttributes',
    ]);
  });
});
