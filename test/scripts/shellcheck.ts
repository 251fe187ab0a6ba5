import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { wholeScript } from '../../src/scripts/load-script';

/* shellcheck on every script with its parts, since only so each is a program. Lines are those of the whole text. */

const area = mkdtempSync(join(tmpdir(), 'shellcheck-'));
try {
  const files = readdirSync(join(__dirname, '../../src/scripts')).filter((file) => file.endsWith('.sh'));
  for (const file of files) writeFileSync(join(area, file), wholeScript(basename(file, '.sh')));
  // Functions of parts that take arguments need not get any in each script.
  execFileSync('shellcheck', ['--norc', '--exclude=SC2119,SC2120', ...files], { cwd: area, stdio: 'inherit' });
} catch (error) {
  if ((error as { readonly status?: number }).status === undefined) throw error;
  process.exitCode = 1;
} finally {
  rmSync(area, { recursive: true, force: true });
}
