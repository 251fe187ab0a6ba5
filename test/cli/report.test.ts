import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BROKEN, command, directory, file, IDLE } from './support';

test('the report is Markdown, unless asked for or named otherwise', async () => {
  file('pod.yaml', IDLE);
  const start = async (...argv: string[]) => (await command(['report', 'pod.yaml', ...argv])).out.slice(0, 15);
  expect(await start()).toBe('# What survives');
  expect(await start('--format', 'html')).toBe('<!DOCTYPE html>');
  expect(await start('-f', 'json')).toBe('{\n  "formatVers');
  for (const [name, expected] of [
    ['r.HTML', '<!DOCTYPE html>'],
    ['r.json', '{'],
    ['r.md', '# What'],
    ['r.txt', '# What'],
  ]) {
    expect(await command(['report', 'pod.yaml', '-o', name])).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(join(directory(), name), 'utf8').startsWith(expected)).toBe(true);
  }
});

test('a pipe is read', async () => {
  const { code, out } = await command(['report', '-'], { input: BROKEN });
  expect([code, out]).toEqual([0, expect.stringContaining('### web (Pod)')]);
});

test('what cannot be read is told, and the rest is reported on', async () => {
  file('pod.yaml', IDLE);
  expect(await command(['report', 'pod.yaml', 'none.yaml'])).toMatchObject({
    code: 2,
    out: expect.stringContaining('### idle (Pod)'),
    err: 'none.yaml: There is no such file or directory.\n',
  });
});

test('a report on nothing is refused', async () => {
  expect((await command(['report'])).err).toBe(
    'cdk8s-storage: Name the files or directories to report on, or - for what comes through a pipe.\n',
  );
});
