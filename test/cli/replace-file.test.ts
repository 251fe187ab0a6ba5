import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { NotReplaced, replaceFile } from '../../src/cli/replace-file';

const ONE = `one\n${'1'.repeat(2_000_000)}\n`;
const TWO = `two\n${'2'.repeat(2_000_000)}\n`;

let home = '';

beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'replace-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('a file that changed in the meantime is left', () => {
  const path = join(home, 'a.yaml');
  writeFileSync(path, 'new\n');
  expect(() => replaceFile(path, 'old\n', 'mended\n')).toThrow(NotReplaced);
  expect(readFileSync(path, 'utf8')).toBe('new\n');
});

test('a directory or a device is no file to replace', () => {
  expect(() => replaceFile(home, '', 'mended\n')).toThrow('It is no ordinary file.');
  expect(() => replaceFile('/dev/null', '', 'mended\n')).toThrow('It is no ordinary file.');
});

test('whoever is killed half-way leaves the old text or the new one', async () => {
  const path = join(home, 'a.yaml');
  const script = join(home, 'loop.ts');
  writeFileSync(path, ONE);
  writeFileSync(
    script,
    `import { readFileSync } from 'node:fs';
     import { replaceFile } from ${JSON.stringify(join(__dirname, '../../src/cli/replace-file'))};
     const texts = [${JSON.stringify(ONE)}, ${JSON.stringify(TWO)}];
     for (let index = 0; ; index += 1) { const now = readFileSync(${JSON.stringify(path)}, 'utf8'); replaceFile(${JSON.stringify(path)}, now, texts[now === texts[0] ? 1 : 0]); if (index === 2) console.log('going'); }`,
  );
  for (let run = 0; run < 3; run += 1) {
    const child = spawn(process.execPath, ['--import', require.resolve('tsx'), script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await setTimeout(7 * run);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    const text = readFileSync(path, 'utf8');
    expect(text === ONE || text === TWO).toBe(true);
  }
  expect(statSync(path).isFile()).toBe(true);
  // A process that reads TypeScript starts slowly where others run beside it.
}, 60_000);
