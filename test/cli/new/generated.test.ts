import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { packageVersion } from '../../../src/cli/version';
import { toHaveNoStorageFindings } from '../../../src/jest';
import { objectsOf, synthesize } from '../../../examples/synthesize';
import { PATTERNS } from '../../../src/cli/new/patterns';
import { CASES } from './cases';
import { Place } from './support';

const ROOT = join(__dirname, '..', '..', '..');
const PLACEHOLDER = /template|TEMPLATE|example\.com\/template|gibibytes\(7\)|<!--/i;

/** What `npm run test:scaffold` compares with too, by the cdk8s CLI and with the newest versions of all packages. */
function readExpected(name: string): Readonly<Record<string, string>> {
  const folder = join(ROOT, 'test', 'scaffold', 'expected', name);
  return Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

describe.each(CASES)('$name: $pattern $options', ({ name, pattern, options }) => {
  const place = new Place();
  let files: Readonly<Record<string, string>> = {};

  beforeAll(async () => {
    const { code } = await place.run(`${pattern} ${name} ${options}`);
    expect(code).toBe(0);
    files = Object.fromEntries(place.list(name).map((path) => [path, place.read(join(name, path))]));
  });

  afterAll(() => place.remove());

  test('makes the files that are committed', () => {
    const text = Object.entries(files).map(([path, content]) => `=== ${path}\n${content}`);
    expect(
      text.join('\n').replaceAll(`^${packageVersion()}`, '^VERSION').replaceAll(`version: ${packageVersion()}`, 'version: VERSION'),
    ).toMatchSnapshot();
  });

  test('leaves no placeholder behind', () => {
    for (const [path, content] of Object.entries(files)) expect(`${path}\n${content}`).not.toMatch(PLACEHOLDER);
  });

  test('synthesizes the manifests that are committed, in which nothing is found, not even what is only worth knowing', () => {
    symlinkSync(join(ROOT, 'node_modules'), join(place.directory, name, 'node_modules'));
    const manifests = synthesize(join(place.directory, name));
    expect(manifests).toEqual(readExpected(name));
    const result = toHaveNoStorageFindings(objectsOf(manifests));
    expect({ pass: result.pass, message: result.message() }).toMatchObject({ pass: true });
  });
});

test('every pattern is made with several sets of options', () => {
  for (const pattern of Object.keys(PATTERNS)) expect(CASES.filter((item) => item.pattern === pattern).length).toBeGreaterThan(1);
});
