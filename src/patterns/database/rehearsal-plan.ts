import { Cron } from 'cdk8s';
import { credentialInWords } from '../../facts/credentials';
import { checkRehearsal } from '../../jobs/rehearsals';
import { checkText, checkWritable } from '../../props/check';
import { NotSecret } from '../../props/not-secret';
import { Problems } from '../../props/problems';
import { kibibytes } from '../../props/sizes';
import { isObject, Unchecked } from '../../util/unchecked';
import type { DatabaseBackupProps } from './backup-props';
import { EngineSpec } from './engine-spec';
import { TEMPORARY_SPACE } from './jobs';
import type { DatabaseRehearsal, RehearsalQuestion } from './rehearsal-props';

interface Context {
  readonly backup: Unchecked<DatabaseBackupProps>;
  /** The schedule of the backup; undefined where it is wrong. */
  readonly schedule: Cron | undefined;
  readonly engine: EngineSpec | undefined;
  readonly notSecret: NotSecret;
}

/** Reports what is wrong with the rehearsal of the backup of a database. */
export function checkDatabaseRehearsal(problems: Problems, { backup, schedule, engine, notSecret }: Context): void {
  const isThere = checkRehearsal(problems, { backup, schedule, least: engine?.smallestData, beside: kibibytes(TEMPORARY_SPACE) });
  if (!isThere) return;
  if (engine !== undefined && engine.rehearsing === undefined) {
    problems.add('rehearsal', engine.title, `Nobody said how a scratch server of ${engine.title} is run. Leave it out.`);
  }
  checkQuestions(problems, (backup.rehearsal as Unchecked<DatabaseRehearsal>).questions, notSecret);
}

function checkQuestions(problems: Problems, questions: unknown, notSecret: NotSecret): void {
  if (questions === undefined) return;
  if (!Array.isArray(questions) || !questions.every(isObject)) {
    problems.add('rehearsal.questions', questions, 'Give a list of objects with statement and answer.');
    return;
  }
  questions.forEach(({ statement, answer }: Unchecked<RehearsalQuestion>, index) => {
    const at = `rehearsal.questions[${index}]`;
    const text = checkText(problems, `${at}.statement`, statement, 'Give a statement, such as SELECT count(*) > 0 FROM orders.');
    if (text?.trim().startsWith('--')) {
      problems.add(`${at}.statement`, text, 'It begins with a comment. Leave that out.');
    }
    if (typeof answer !== 'string') {
      problems.add(`${at}.answer`, answer, 'Give the answer as a text: "42", "t", or "" for no row at all.');
    } else checkWritable(problems, `${at}.answer`, answer);
  });
  // As the words of a container, which they become.
  const words = questions.flatMap(({ statement, answer }: Unchecked<RehearsalQuestion>) => [statement, answer]);
  const secret = credentialInWords(words.map((word) => (typeof word === 'string' ? word : '')));
  const at = secret === undefined ? '' : `rehearsal.questions[${secret.index >> 1}].${secret.index % 2 === 0 ? 'statement' : 'answer'}`;
  if (words.length > 0) notSecret.report(at, 'args', secret?.why, 'Ask for something that needs none.');
}
