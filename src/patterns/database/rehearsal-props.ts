import { RestoreRehearsal } from '../../jobs/rehearsal-options';

/** A statement that is put to the restored database, and the answer that it has to have. */
export interface RehearsalQuestion {
  /** One statement of SQL, such as `SELECT count(*) > 1000 FROM orders`. It is readable in the manifest. */
  readonly statement: string;

  /**
   * The answer as the client prints it: a line for each row, fields apart by a bar (PostgreSQL) or a tab (MySQL, MariaDB), no header. The answer
   * to a question of yes or no is `t` in PostgreSQL and `1` in the others. One that differs is written to the log: ask for nothing secret.
   */
  readonly answer: string;
}

/** A rehearsal of restores of a database, into a scratch server of its own image and configuration. */
export interface DatabaseRehearsal extends RestoreRehearsal {
  /**
   * What is asked besides: whether the last order is of yesterday, whether a table has as many rows as it must.
   *
   * @default - nothing
   */
  readonly questions?: RehearsalQuestion[];
}
