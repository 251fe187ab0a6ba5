import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RULES } from '../../src/checks';
import { notReady } from './announce';
import { Baseline, baselineFor, baselineVersions, comparable, readBaseline } from './baseline';
import { changelog, readChangelog, Section } from './changelog';
import { untoldBreaks, untoldChanges } from './compare';
import { tooSmall } from './contract';
import { wrongFiles, wrongLicences } from './tarball';

/*
 * What holds a release to the one before can fail: each of its verdicts, on what is made up. `npm run release:check` asks it about today.
 */

const section = (text: string): Section => readChangelog(`# Changelog\n\n${text}`)[0];
const NOTHING = section('## Unreleased\n');

describe('manifests', () => {
  const claim = (name: string, size = '1Gi') => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: ${name}, namespace: shop }
spec: { accessModes: [ReadWriteOnce], storageClassName: fast, resources: { requests: { storage: ${size} } } }
`;
  const web = (data: string, image = 'web:1') => `${claim(data)}---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  strategy: { type: Recreate }
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: '${image}', volumeMounts: [{ name: data, mountPath: /data }] }]
      volumes: [{ name: data, persistentVolumeClaim: { claimName: ${data} } }]
`;
  const between = (before: string, now: string, told: Section) => untoldChanges({ 'web.yaml': before }, { 'web.yaml': now }, told);

  test('a renamed claim fails: its data stays behind, or is deleted', async () => {
    const found = await between(web('data'), web('files'), NOTHING);
    expect(found).not.toEqual([]);
    expect(found.join('\n')).toMatch(/PersistentVolumeClaim shop\/data/);
    for (const line of found) expect(line).toMatch(/in CHANGELOG\.md under "### Manifests": - `[\w-]+` of `\w+`: .* Do: /);
  });

  test('with the entries that it asks for, it passes', async () => {
    const entries = (await between(web('data'), web('files'), NOTHING)).map((line) => line.replace(/^.*"### Manifests": /, ''));
    const told = section(`## Unreleased\n\n### Manifests\n\n${entries.join('\n')}\n`);
    expect(told.manifests).toHaveLength(entries.length);
    expect(await between(web('data'), web('files'), told)).toEqual([]);
  });

  test('an entry that does not say what to do tells nothing, nor does one on something else', async () => {
    const lines = await between(web('data'), web('files'), NOTHING);
    const entries = lines.map((line) => line.replace(/^.*"### Manifests": /, ''));
    for (const vague of [
      entries.map((entry) => entry.replace(/ Do: .*/, '')),
      entries.map((entry) => entry.replace(/of `\w+`/, 'of `Pod`')),
    ]) {
      expect(await between(web('data'), web('files'), section(`## Unreleased\n\n### Manifests\n\n${vague.join('\n')}\n`))).toEqual(lines);
    }
  });

  test('what only replaces Pods needs no word, nor does what is new', async () => {
    expect(await between(web('data'), web('data', 'web:2'), NOTHING)).toEqual([]);
    expect(await between(web('data'), `${web('data')}---\n${claim('more')}`, NOTHING)).toEqual([]);
  });

  test('an object that goes fails, as Helm deletes it', async () => {
    expect(await between(`${claim('data')}---\n${claim('more')}`, claim('data'), NOTHING)).toHaveLength(1);
  });

  test('what cannot be read is no success', async () => {
    await expect(between(web('data'), 'a: [', NOTHING)).rejects.toThrow('gives 2');
  });
});

interface Assembly {
  readonly types: Record<string, { properties?: ReadonlyArray<{ readonly name: string; optional?: boolean }> }>;
}

describe('API', () => {
  const [version] = baselineVersions();
  const { api } = readBaseline(version) as { readonly api: Assembly };
  const changed = (change: (types: Assembly['types']) => void): Assembly => {
    const copy = structuredClone(api);
    change(copy.types);
    return copy;
  };
  const withoutProp = changed((types) => {
    const props = types['cdk8s-storage.ScratchVolumeProps'];
    props.properties = props.properties!.filter(({ name }) => name !== 'medium');
  });

  test('a removed prop fails', () => {
    expect(untoldBreaks(api, withoutProp, NOTHING)).toEqual([
      expect.stringMatching(/ScratchVolumeProps\.medium: has been removed\. .* "### Breaking": - `ScratchVolumeProps\.medium`: /),
    ]);
  });

  test.each(['`ScratchVolumeProps.medium`: use `volume`', '`ScratchVolumeProps` has other props'])('told as "%s", it passes', (entry) => {
    const told = section(`## Unreleased\n\n### Breaking\n\n- ${entry}\n`);
    expect(untoldBreaks(api, withoutProp, told)).toEqual([]);
  });

  test('told of something else, it fails', () => {
    expect(untoldBreaks(api, withoutProp, section('## Unreleased\n\n### Breaking\n\n- `ScratchVolumeProps.name`: gone\n'))).toHaveLength(1);
  });

  test('a prop that becomes mandatory fails, a class that is new does not', () => {
    const stricter = changed((types) => {
      for (const prop of types['cdk8s-storage.ScratchVolumeProps'].properties!) delete prop.optional;
    });
    expect(untoldBreaks(api, stricter, NOTHING)).not.toEqual([]);
    const older = changed((types) => delete types['cdk8s-storage.FleetApp']);
    expect(untoldBreaks(older, api, NOTHING)).toEqual([]);
    expect(untoldBreaks(api, api, NOTHING)).toEqual([]);
  });

  test('prose and places in the sources promise nothing', () => {
    const docs = { summary: 'A claim.', stability: 'stable', see: 'https://example.com' };
    const type = { docs, locationInModule: { line: 1 }, methods: [{ name: 'get', returns: { type: 'string' } }] };
    expect(comparable({ version: '1.2.3', readme: 'Long.', types: { 'a.B': type } })).toEqual({
      version: '0.0.0',
      fingerprint: '',
      types: { 'a.B': { docs: { stability: 'stable', deprecated: undefined }, methods: [{ name: 'get', returns: { type: 'string' } }] } },
    });
  });
});

describe('the next release', () => {
  test.each([
    ['is compared with the last one', undefined, ['0.2.0', '0.1.0'], '0.2.0'],
    ['of which a baseline is noted, is compared with the one before', '0.2.0', ['0.2.0', '0.1.0'], '0.1.0'],
    ['of which none is noted, is compared with the last one', '0.10.0', ['0.9.0', '0.1.0'], '0.9.0'],
    ['that is the first, is compared with what was noted of it', '0.1.0', ['0.1.0'], '0.1.0'],
    ['without anything noted has nothing to be compared with', '0.1.0', [], undefined],
  ])('%s', (_, next, versions, expected) => {
    expect(baselineFor(next, versions)).toBe(expected);
  });

  const breaking = '### Breaking\n\n- `Claim`: gone\n';

  test.each([
    ['0.1.1', '0.1.0'],
    ['1.2.4', '1.2.3'],
    ['1.3.0', '1.2.3'],
  ])('%s after %s breaks nothing', (version, before) => {
    expect(tooSmall(before, section(`## ${version} (not released yet)\n\n${breaking}`))).toEqual([
      `${version} follows ${before} and breaks what it had (1 entries under "Breaking" and "Manifests"): it has to be a minor release.`,
    ]);
    expect(tooSmall(before, section(`## ${version} (not released yet)\n`))).toEqual([]);
  });

  test.each([
    ['0.2.0', '0.1.3'],
    ['1.0.0', '0.9.0'],
    ['2.0.0', '1.9.9'],
  ])('%s after %s may', (version, before) => {
    expect(tooSmall(before, section(`## ${version} (not released yet)\n\n${breaking}`))).toEqual([]);
  });

  const noted: Baseline = { api: {}, examples: {} };
  const same = () => Promise.resolve(noted);

  test.each([
    ['## Unreleased', noted, noted, /begins with Unreleased, and the commits since the last release make 0\.2\.0/],
    ['## 0.3.0 (2026-12-31)', noted, noted, /begins with 0\.3\.0/],
    ['## 0.2.0 (not released yet)', noted, noted, /Write the day/],
    ['## 0.2.0 (2026-12-31)', undefined, noted, /Nothing is noted of 0\.2\.0: run `npm run release:baseline`/],
    ['## 0.2.0 (2026-12-31)', noted, { api: { types: {} }, examples: {} }, /changed since 0\.2\.0 was noted/],
  ])('%s is not ready', async (heading, before, today, expected) => {
    expect((await notReady('0.2.0', section(`${heading}\n`), before, () => Promise.resolve(today))).join()).toMatch(expected);
  });

  test('is ready where all of it is said', async () => {
    expect(await notReady('0.2.0', section('## 0.2.0 (2026-12-31)\n'), noted, same)).toEqual([]);
  });
});

describe('CHANGELOG.md', () => {
  test('is read, the first release last', () => {
    expect(changelog().at(-1)?.version).toBe('0.1.0');
  });

  test.each(['## 0.2', '## v0.2.0 (2026-12-31)', '## 0.2.0', '## Next'])('%s is no heading', (heading) => {
    expect(() => readChangelog(`${heading}\n`)).toThrow('Write "## Unreleased"');
  });
});

describe('the tarball', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tarball-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };

  test('without pages of rules, with what is useless, or with what leads nowhere, is wrong', () => {
    write(
      'package.json',
      JSON.stringify({ name: 'cdk8s-storage', license: 'Apache-2.0', main: 'lib/index.js', exports: { './jest': './lib/jest.js' } }),
    );
    write('README.md', '[here](docs/checks.md) [there](https://example.com) [below](#below)');
    write('lib/index.js', 'void 0;\n//# sourceMappingURL=index.js.map\n');
    write('lib/a.js.map', '{}');
    write('examples/volumes/main.test.ts', '');
    write('templates/patterns/app/test/app.test.ts', '');
    write('node_modules/js-yaml/package.json', JSON.stringify({ name: 'js-yaml', exports: { './browser': { default: './browser.js' } } }));
    const found = wrongFiles(directory);
    for (const { id } of RULES) expect(found).toContain(`docs/rules/${id}.md is missing`);
    expect(found.filter((line) => !line.endsWith(' is missing'))).toEqual([
      'examples/volumes/main.test.ts is of no use to anybody who installs it',
      'lib/a.js.map is of no use to anybody who installs it',
      'lib/index.js leads to a source map that is not there',
      'README.md: docs/checks.md leads nowhere where npm, PyPI or Maven show it: write the whole address',
      'package.json of cdk8s-storage leads to ./lib/jest.js, which is not there',
      'package.json of js-yaml leads to ./browser.js, which is not there',
    ]);
  });

  test('with a licence that nobody has looked at, without its text, or without what is needed, is wrong', () => {
    write('package.json', JSON.stringify({ name: 'cdk8s-storage', license: 'Apache-2.0', dependencies: { yaml: '^2', 'js-yaml': '^5' } }));
    write('LICENSE', 'Apache License');
    write('node_modules/js-yaml/package.json', JSON.stringify({ name: 'js-yaml', license: 'GPL-3.0' }));
    write('node_modules/left-pad/package.json', JSON.stringify({ name: 'left-pad', license: 'MIT' }));
    write('node_modules/left-pad/LICENSE', 'MIT');
    expect(wrongLicences(directory)).toEqual([
      'yaml is needed and not bundled',
      'left-pad is bundled and not needed',
      'js-yaml is under GPL-3.0: look whether it may be bundled',
      'js-yaml comes without the text of its licence',
    ]);
  });
});
