import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run as command } from '../../src/cli/run';
import { ROOT } from '../matrix/fresh-apps';
import { Files, linkPackages, writeFiles } from './baseline';
import { Section } from './changelog';

/*
 * What a release takes away from those who used the one before, and does not tell them.
 */

type Told = Pick<Section, 'breaking' | 'manifests'>;

interface Change {
  readonly object: { readonly kind: string; readonly namespace?: string; readonly name: string };
  readonly effect: string;
  readonly id: string;
  readonly cause: string;
  readonly remedy: string;
}

/** What a patch may do without a word. */
const QUIET = ['safe', 'disruptive'];

/**
 * What an update does to data that the changelog does not tell: `cdk8s-storage plan` between the manifests of two releases, as an upgrade by
 * Helm sees them, which deletes what has gone. An entry tells of a change if it names the kind of change and the kind of the object, as
 * `claim-renamed` and `PersistentVolumeClaim`, and says what to do after "Do:".
 */
export async function untoldChanges(before: Files, now: Files, { manifests }: Told): Promise<string[]> {
  const changes = await plan(before, now);
  return changes
    .filter(({ effect }) => !QUIET.includes(effect))
    .filter(({ id, object }) => !manifests.some((entry) => names(entry, id) && names(entry, object.kind) && /\bDo: \S{2,}/.test(entry)))
    .map(({ effect, id, object, cause, remedy }) => {
      const where = [object.namespace, object.name].filter((part) => part !== undefined).join('/');
      return (
        `${effect} ${id}: ${object.kind} ${where}: ${cause} Keep it as it was; or, in a minor release, tell it in CHANGELOG.md under "### Manifests": ` +
        `- \`${id}\` of \`${object.kind}\`: whom it concerns. Do: ${remedy === '' ? 'what is done before it is applied.' : remedy}`
      );
    });
}

const names = (entry: string, word: string): boolean => entry.includes(`\`${word}\``);

async function plan(before: Files, now: Files): Promise<readonly Change[]> {
  const directory = mkdtempSync(join(tmpdir(), 'release-plan-'));
  try {
    writeFiles(join(directory, 'before'), before, 'utf8');
    writeFiles(join(directory, 'now'), now, 'utf8');
    const [out, err]: [string[], string[]] = [[], []];
    const args = ['plan', 'before', 'now', '--with', 'helm', '--fail-on', 'never', '--format', 'json'];
    const code = await command(args, {
      out: (text) => out.push(text),
      err: (text) => err.push(text),
      readInput: () => Promise.resolve(Buffer.alloc(0)),
      directory,
      env: {},
      isTerminal: false,
    });
    if (code !== 0) throw new Error(`cdk8s-storage ${args.join(' ')} gives ${code}:\n${err.join('')}`);
    return (JSON.parse(out.join('')) as { readonly changes: readonly Change[] }).changes;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * What programs could call of the API of a release and cannot call now, that the changelog does not tell, by jsii-diff. An entry tells of it
 * if it names what is concerned, as `ClaimProps.storage` or `Claim`.
 */
export function untoldBreaks(before: unknown, now: unknown, { breaking }: Told): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'release-api-'));
  try {
    linkPackages(directory);
    for (const [name, assembly] of Object.entries({ before, now })) {
      mkdirSync(join(directory, name));
      writeFileSync(join(directory, name, '.jsii'), JSON.stringify(assembly));
      writeFileSync(join(directory, name, 'package.json'), JSON.stringify({ ...PACKAGE, main: 'lib/index.js' }));
    }
    const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules', '.bin', 'jsii-diff'), ['before', 'now', '--keys'], {
      cwd: directory,
      encoding: 'utf8',
    });
    const found = `${stdout}\n${stderr}`.split('\n').flatMap((line) => {
      const groups = VIOLATION.exec(line)?.groups;
      return groups === undefined ? [] : [{ text: groups.text, name: groups.name }];
    });
    if (status !== 0 && found.length === 0) throw new Error(`jsii-diff gives ${status}:\n${stdout}${stderr}`);
    return found
      .filter(({ name }) => !breaking.some((entry) => names(entry, name) || names(entry, name.split('.')[0])))
      .map(
        ({ text, name }) =>
          `${text.trim()}. Keep it; or, in a minor release, tell it in CHANGELOG.md under "### Breaking": - \`${name}\`: what to write instead.`,
      );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const { peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly peerDependencies: unknown };

/** As much of package.json as is read to find what the assembly builds on. */
const PACKAGE = { name: 'cdk8s-storage', version: '0.0.0', peerDependencies, jsii: { outdir: 'dist', targets: {} } };

/** A line of jsii-diff, whose key is that of the kind of the break and the thing: `[removed:cdk8s-storage.ClaimProps.storage]`. */
const VIOLATION = /^err +- (?<text>.*) \[[\w-]+:cdk8s-storage\.(?<name>[\w.]+?)(?:\.<initializer>)?\]$/;
