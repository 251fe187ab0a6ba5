import type { Answers, Problem } from './answers';
import { defaultsOf } from './answers';
import { AnswerName, Pattern, PATTERNS } from './patterns';
import type { Terminal } from './terminal';
import { DRIVER_NAMES } from './values';
import { UsageError } from '../io';

const QUESTIONS: Readonly<Record<AnswerName, string>> = {
  namespace: 'Namespace',
  image: 'Image',
  size: 'Size of the storage',
  'class-driver': `Driver of the storage class (${DRIVER_NAMES.join(', ')}, or the name of another)`,
  zones: 'Zones, separated by commas; none for wherever the first Pod runs',
  'nfs-server': 'NFS server',
  'nfs-path': 'Path that it exports',
  bucket: 'Bucket for the backups (s3://, gs:// or the address of a container of Azure)',
};

/** Asks on a terminal what was not given by options. */
export class Questions {
  constructor(
    private readonly terminal: Terminal,
    private readonly out: (text: string) => void,
  ) {}

  async pattern(): Promise<string> {
    const width = Math.max(...Object.keys(PATTERNS).map((name) => name.length));
    this.out(
      `Patterns:\n${Object.entries(PATTERNS)
        .map(([name, { title }]) => `  ${name.padEnd(width)}  ${title}\n`)
        .join('')}`,
    );
    return this.ask('Pattern', 'app');
  }

  async text(question: string, proposal?: string): Promise<string> {
    return this.ask(question, proposal);
  }

  /** What the pattern makes use of, and was not given. */
  async answers(pattern: Pattern, name: string, given: Answers): Promise<Answers> {
    const proposals = defaultsOf(pattern, name);
    const answers: Partial<Record<AnswerName, string>> = { ...given };
    for (const option of pattern.answers) answers[option] ??= await this.ask(QUESTIONS[option], proposals[option]);
    return answers;
  }

  /** Asks again what was answered wrongly. */
  async correct(pattern: Pattern, name: string, answers: Answers, problems: readonly Problem[]): Promise<Answers> {
    for (const { option, text } of problems) this.out(`  ${option}: ${text}\n`);
    const wrong = problems.map(({ option }) => option);
    const left = Object.fromEntries(Object.entries(answers).filter(([option]) => !wrong.includes(option as AnswerName)));
    return this.answers(pattern, name, left);
  }

  private async ask(question: string, proposal?: string): Promise<string> {
    for (;;) {
      const answer = await this.terminal.ask(`${question}${proposal === undefined || proposal === '' ? '' : ` [${proposal}]`}: `);
      if (answer === undefined) {
        this.out('\n');
        throw new UsageError('Stopped. Nothing was written.');
      }
      if (answer !== '') return answer;
      if (proposal !== undefined) return proposal;
    }
  }
}
