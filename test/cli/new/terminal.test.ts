import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');

/** Asks three questions in a process of its own, with what is piped into it. */
function conversation(input: string) {
  const script = `
    const { ProcessTerminal } = require(${JSON.stringify(join(ROOT, 'src/cli/new/terminal'))});
    (async () => {
      const terminal = new ProcessTerminal();
      const answers = [];
      for (const question of ['One: ', 'Two: ', 'Three: ']) answers.push((await terminal.ask(question)) ?? null);
      terminal.close();
      console.error(JSON.stringify({ answers, isInteractive: Boolean(terminal.isInteractive) }));
    })();`;
  const { stderr, stdout, status } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], { cwd: ROOT, input, encoding: 'utf8' });
  return { ...(JSON.parse(stderr) as object), questions: stdout, status };
}

test('answers are taken without the spaces around them, and the process ends when all are there', () => {
  expect(conversation(' first \n\nthird\nfourth\n')).toMatchObject({ answers: ['first', '', 'third'], status: 0 });
});

test('the end of the input ends the conversation', () => {
  expect(conversation('first\n')).toMatchObject({ answers: ['first', null, null], status: 0 });
});

test('questions are shown, and a pipe is nobody', () => {
  expect(conversation('')).toMatchObject({ questions: expect.stringContaining('One: ') as string, isInteractive: false });
});
