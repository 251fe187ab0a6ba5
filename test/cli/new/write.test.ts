import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { Place } from './support';

let place: Place;
beforeEach(async () => {
  place = new Place();
  await place.run('config-reload there');
});
afterEach(() => {
  jest.restoreAllMocks();
  place.remove();
});

/** Has the file system fail at one of the calls of a function, as it does when a disk is full. */
function failAt(call: number, name: 'writeFileSync' | 'mkdirSync' | 'mkdtempSync' | 'renameSync', code: string): () => boolean {
  const original = fs[name] as (...args: unknown[]) => unknown;
  let calls = 0;
  jest.spyOn(fs, name as 'writeFileSync').mockImplementation((...args: unknown[]) => {
    calls += 1;
    if (calls === call) throw Object.assign(new Error(`${code}: it failed`), { code });
    return original(...args) as void;
  });
  return () => calls >= call;
}

const COMMANDS = [
  ['a new directory', 'config-reload new'],
  ['a new directory below new ones', 'config-reload one/two/new'],
  ['an empty directory', 'config-reload empty'],
  ['an app that exists', 'config-reload there --into --name more'],
] as const;

describe.each(COMMANDS)('%s', (_, command) => {
  test.each(['writeFileSync', 'mkdirSync', 'mkdtempSync', 'renameSync'] as const)(
    'is as it was when %s fails, whichever call it is',
    async (name) => {
      fs.mkdirSync(join(place.directory, 'empty'));
      const before = fs.readdirSync(place.directory, { recursive: true }).sort();
      const main = place.read('there/main.ts');
      for (let call = 1; ; call += 1) {
        const hasFailed = failAt(call, name, 'ENOSPC');
        const { code, refusal } = await place.run(command);
        jest.restoreAllMocks();
        if (!hasFailed()) break;
        expect({ code, refusal }).toEqual({
          code: 2,
          refusal: expect.stringMatching(/^\S+ cannot be written: the disk is full\. Nothing was left behind\.$/) as string,
        });
        expect(fs.readdirSync(place.directory, { recursive: true }).sort()).toEqual(before);
        expect(place.read('there/main.ts')).toBe(main);
      }
    },
  );
});

test.each([
  ['EACCES', 'you may not write there'],
  ['EROFS', 'the file system is read-only'],
  ['EDQUOT', 'your quota on the disk is used up'],
  ['EIO', 'EIO: it failed'],
])('%s is told in a sentence', async (code, reason) => {
  failAt(1, 'writeFileSync', code);
  expect((await place.run('config-reload new')).refusal).toBe(`new cannot be written: ${reason}. Nothing was left behind.`);
});

test('a mistake of ours is not passed off as one of the file system', async () => {
  jest.spyOn(fs, 'writeFileSync').mockImplementation(() => {
    throw new TypeError('not of the file system');
  });
  await expect(place.run('config-reload new')).rejects.toThrow('not of the file system');
  expect(place.has('new')).toBe(false);
});

test('somebody who writes there at the same time loses nothing', async () => {
  const original = fs.writeFileSync;
  jest.spyOn(fs, 'writeFileSync').mockImplementation((...args) => {
    if (!place.has('new')) fs.mkdirSync(join(place.directory, 'new'));
    original(join(place.directory, 'new', 'theirs'), 'theirs');
    original(...args);
  });
  const { refusal } = await place.run('config-reload new');
  expect(refusal).toBe('new cannot be written: somebody else has just written there. Nothing was left behind.');
  expect(place.list().filter((path) => !path.startsWith('there/'))).toEqual(['new/theirs']);
});

test('a signal in the middle waits until the app is whole', () => {
  const root = join(__dirname, '..', '..', '..');
  const script = [
    "const fs = require('node:fs');",
    'const original = fs.writeFileSync;',
    'let calls = 0;',
    "fs.writeFileSync = (...args) => { if (++calls === 4) process.kill(process.pid, 'SIGTERM'); return original(...args); };",
    `const { writeDirectory } = require(${JSON.stringify(join(root, 'src/cli/new/write'))});`,
    "const files = new Map(Array.from({ length: 8 }, (_, index) => [`folder/file-${index}`, 'text']));",
    `writeDirectory(${JSON.stringify(join(place.directory, 'killed'))}, 'killed', files);`,
  ];
  const { stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script.join('\n')], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(place.list('killed')).toHaveLength(8);
  expect(fs.readdirSync(place.directory).sort()).toEqual(['killed', 'there']);
});
