import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Packages of another Debian than the machine's, from the mirror that it uses: unpacked beside its own programs, and never installed.
 */

const KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Unpacks packages of a suite, such as bullseye or sid, into `root/tree`, and answers that; undefined where the machine knows no mirror.
 *
 * @param names What is unpacked; where a name ends with +, all that it depends on too, its C library included.
 */
export function unpackDebian(suite: string, names: readonly string[], root: string): string | undefined {
  for (const part of ['lists/partial', 'cache/archives/partial', 'etc', 'tree']) mkdirSync(join(root, part), { recursive: true });
  const targets = execFileSync('apt-get', ['indextargets', '--format', '$(REPO_URI) $(COMPONENT)'], { encoding: 'utf8' }).split('\n');
  const uri = targets.map((line) => /^(.*\/debian\/?) main$/.exec(line)?.[1]).find((from) => from !== undefined);
  if (uri === undefined) return undefined;
  const list = join(root, 'etc/sources.list');
  const signed = existsSync(KEYS) ? `[signed-by=${KEYS}] ` : '';
  execFileSync('sh', ['-c', 'printf "%s\\n" "$1" >"$2"', 'list', `deb ${signed}${uri} ${suite} main`, list]);
  const places = [`Dir::Etc::sourcelist=${list}`, 'Dir::Etc::sourceparts=-', `Dir::State::lists=${root}/lists`];
  const options = [...places, `Dir::Cache=${root}/cache`, 'APT::Sandbox::User=root'].flatMap((option) => ['-o', option]);
  execFileSync('apt-get', ['-q', ...options, 'update'], { stdio: 'pipe' });
  const packages = names.flatMap((name) => (name.endsWith('+') ? dependencies(name.slice(0, -1), options) : [name]));
  execFileSync('apt-get', ['-q', ...options, '-t', suite, 'download', ...new Set(packages)], { stdio: 'pipe', cwd: join(root, 'cache') });
  const tree = join(root, 'tree');
  for (const file of readdirSync(join(root, 'cache')).filter((name) => name.endsWith('.deb'))) {
    execFileSync('dpkg', ['-x', join(root, 'cache', file), tree]);
  }
  return tree;
}

/** A package and what it cannot be without, but for perl, which only scripts want. */
function dependencies(name: string, options: readonly string[]): readonly string[] {
  const only = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map((kind) => `--no-${kind}`);
  const lines = execFileSync('apt-cache', [...options, 'depends', '--recurse', ...only, name], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => /^[a-z0-9]/.test(line) && !line.includes('perl'));
}
