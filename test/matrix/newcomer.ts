import { strict as assert } from 'node:assert';
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { QUIETLY, ROOT, run } from './fresh-apps';

/*
 * What a newcomer does: he has what `cdk8s init typescript-app` makes, installs what the README says, and puts the example of docs/existing-app.md, an app that is
 * there already into his chart. His compiler has no word against it, his tests pass, and `cdk8s synth` with our checks finds no error.
 */

const ofCli = createRequire(require.resolve('cdk8s-cli/package.json'));
const versionOf = (name: string): string => (ofCli(`${name}/package.json`) as { readonly version: string }).version;

/** The template of the command line, filled in by its own program, and without what it runs afterwards: that wants the network. */
async function initialize(app: string): Promise<void> {
  const template = join(dirname(app), 'template');
  cpSync(join(dirname(ofCli.resolve('cdk8s-cli/package.json')), 'templates', 'typescript-app'), template, {
    recursive: true,
    filter: (file) => !file.endsWith('.hooks.sscaff.js'),
  });
  const { sscaff } = ofCli('sscaff') as {
    readonly sscaff: (from: string, to: string, variables: Readonly<Record<string, string>>) => Promise<void>;
  };
  await sscaff(template, app, {
    cdk8s_core_version: versionOf('cdk8s'),
    cdk8s_plus_version: versionOf('cdk8s-plus-33'),
    constructs_version: versionOf('constructs'),
    cdk8s_cli_spec: `^${versionOf('cdk8s-cli')}`,
  });
}

/** The example of docs/existing-app.md, cut into what is imported and what is made in a chart. */
function example(): { readonly imports: string; readonly body: string; readonly props: string } {
  const page = readFileSync(join(ROOT, 'docs', 'existing-app.md'), 'utf8');
  const code = /^```ts\n([^]*?)^```/m.exec(page)?.[1];
  const parts =
    /^(?<imports>[^]*?)const app = new App\(\);\nconst chart = new Chart\(app, '\w+'(?:, (?<props>\{.*\}))?\);\n(?<body>[^]*)app\.synth\(\);\n$/.exec(
      code ?? '',
    )?.groups;
  assert.ok(parts, 'the page has no example of an app that is there already');
  return { imports: parts.imports, body: parts.body.replace(/\bchart\b/g, 'this'), props: parts.props ?? '{}' };
}

/** Puts the example where the template says that resources are defined. */
function followPage(app: string): void {
  const { imports, body, props } = example();
  const main = join(app, 'main.ts');
  const text = readFileSync(main, 'utf8');
  const [before, after] = text.split('    // define resources here\n');
  assert.ok(after !== undefined, `the template of cdk8s-cli has changed:\n${text}`);
  const merged = imports.replace(/import \{ App, Chart, (.*) \} from 'cdk8s';/, "import { App, Chart, ChartProps, $1 } from 'cdk8s';");
  const head = before.replace(/^import \{ App, Chart, ChartProps \} from 'cdk8s';$/m, merged.trim());
  assert.notEqual(head, before, `the template of cdk8s-cli has changed:\n${text}`);
  const tail = after.replace(/new MyChart\(app, '(\w+)'\)/, `new MyChart(app, '$1', ${props})`);
  writeFileSync(main, `${head}${body.replace(/^(?=.)/gm, '    ')}${tail}`);
  // As docs/checks.md says.
  appendFileSync(
    join(app, 'cdk8s.yaml'),
    ['validations:', '  - package: ./node_modules/cdk8s-storage', '    version: 1.0.0', '    class: StorageValidation', ''].join('\n'),
  );
}

/** Does it all, and says what came of it. */
export async function welcomeNewcomer(work: string, tarball: string): Promise<string> {
  const app = join(work, 'newcomer');
  mkdirSync(app);
  await initialize(app);
  await run(app, 'npm', ['install', ...QUIETLY]);
  await run(app, 'npm', ['install', ...QUIETLY, tarball, 'cdk8s-plus-27']);
  followPage(app);
  await run(app, 'npm', ['run', 'compile']);
  await run(app, 'npm', ['test', '--', '--ci=false', '-u']);
  await run(app, 'npm', ['run', 'synth']);
  const manifests = readdirSync(join(app, 'dist')).filter((file) => file.endsWith('.yaml'));
  const text = manifests.map((file) => readFileSync(join(app, 'dist', file), 'utf8')).join('---\n');
  const kinds = [...text.matchAll(/^kind: (\w+)$/gm)].map(([, kind]) => kind);
  const missing = ['Deployment', 'StatefulSet', 'CronJob'].filter((kind) => !kinds.includes(kind));
  assert.deepEqual(missing, [], 'what the page makes is not in what was synthesized');
  // The checks once more, by the command: it fails on errors.
  const checked = await run(app, 'npx', ['cdk8s-storage', 'check', 'dist', '--fail-on', 'error']);
  const count = /^.*findings?\b.*$/im.exec(checked)?.[0];
  return `a newcomer with cdk8s-plus-33 ${versionOf('cdk8s-plus-33')} compiles, tests and synthesizes the example of docs/existing-app.md: ${count}`;
}
