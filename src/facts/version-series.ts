/**
 * Databases whose files change between series of two numbers, such as 8.0 and 8.4, and not with the first number alone.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/upgrade-paths.html
 * @see https://mariadb.com/kb/en/upgrading/
 * @see https://www.mongodb.com/docs/manual/release-notes/
 */
const TWO_NUMBERS: ReadonlySet<string> = new Set(['MySQL', 'MariaDB', 'MongoDB', 'Percona Server']);

/** Whether versions of a program with the same first number may have files that the older one does not read. */
export function hasTwoNumberSeries(title: string): boolean {
  return TWO_NUMBERS.has(title);
}
