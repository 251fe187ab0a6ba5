/**
 * Programs that dump databases, and how they are given a password: getopt and its kin refuse what the author meant, and the dump is never
 * made.
 */

/** Programs that write a dump. */
export const DUMP_PROGRAMS: ReadonlySet<string> = new Set(['pg_dump', 'pg_dumpall', 'mysqldump', 'mariadb-dump', 'mongodump']);

/** Those that refuse a server of a later major version than their own. */
export const REFUSING_NEWER_SERVERS: ReadonlySet<string> = new Set(['pg_dump', 'pg_dumpall']);

interface ClientFacts {
  readonly programs: ReadonlySet<string>;
  readonly checkPassword: (word: string, next: string | undefined) => string | undefined;
  readonly remedy: string;
  /** Whether it takes what it asks for from its input, where there is no terminal. */
  readonly asks: boolean;
}

const CLIENTS: readonly ClientFacts[] = [
  {
    // https://www.postgresql.org/docs/current/app-pgdump.html
    programs: new Set([
      ...['pg_dump', 'pg_dumpall', 'pg_restore', 'psql', 'pg_basebackup', 'pg_receivewal', 'pg_isready', 'createdb', 'dropdb'],
      ...['createuser', 'vacuumdb', 'reindexdb', 'clusterdb'],
    ]),
    checkPassword: (word) => {
      if (/^--password=/.test(word)) return '--password takes no value, so the program refuses to start';
      return word === '--password' || word === '-W'
        ? `${word} takes no value and asks for the password, and nobody is there to answer`
        : undefined;
    },
    remedy: 'Give it in the variable PGPASSWORD from a Secret, or in a file that PGPASSFILE names.',
    asks: true,
  },
  {
    // https://dev.mysql.com/doc/refman/8.4/en/connection-options.html#option_general_password
    programs: new Set([
      ...['mysqldump', 'mysql', 'mysqladmin', 'mysqlimport', 'mysqlcheck', 'mysqlpump'],
      ...['mariadb-dump', 'mariadb', 'mariadb-admin', 'mariadb-check', 'mariadb-import'],
    ]),
    checkPassword: (word, next) => {
      if (word !== '-p' && word !== '--password') return undefined;
      const value = next === undefined || next.startsWith('-') ? '' : ', and what stands behind it is taken for a database';
      return `${word} without a value in the same word asks for the password, and nobody is there to answer${value}`;
    },
    remedy: 'Give it in a file of options from a Secret (--defaults-extra-file), or without a blank, as -p"$MYSQL_PASSWORD".',
    asks: true,
  },
  {
    // https://redis.io/docs/latest/develop/tools/cli/
    programs: new Set(['redis-cli', 'valkey-cli', 'keydb-cli']),
    checkPassword: (word) => {
      if (/^(--pass(word)?=|-a.)/.test(word)) return 'its value stands in the same word, where the program does not know such an option';
      return word === '--password' ? 'there is no option --password, so the program refuses to start' : undefined;
    },
    remedy: 'Give it in the variable REDISCLI_AUTH from a Secret, or as two words: -a "$REDIS_PASSWORD".',
    asks: false,
  },
];

/** The name of a client that may be given a password, anywhere in a text. */
export const CLIENT = new RegExp(`\\b(?:${CLIENTS.flatMap(({ programs }) => [...programs]).join('|')})\\b`);

/** Why a client of a database does not get the password that its words give it; undefined where it does. */
export function passwordProblem(
  words: readonly string[],
  hasInput: boolean,
): { readonly why: string; readonly remedy: string } | undefined {
  const program = words[0]?.split('/').pop() ?? '';
  const client = CLIENTS.find(({ programs }) => programs.has(program));
  if (client === undefined || (client.asks && hasInput)) return undefined;
  for (let index = 1; index < words.length; index += 1) {
    if (words[index] === '--') break;
    const why = client.checkPassword(words[index], words[index + 1]);
    if (why !== undefined) return { why, remedy: client.remedy };
  }
  return undefined;
}
