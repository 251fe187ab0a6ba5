import { checkVariables } from '../../props/environment';
import { NotSecret } from '../../props/not-secret';
import { Problems } from '../../props/problems';

/** Variables that a construct sets by itself. */
const OWN_NAMES = ['DB_HOST', 'DB_PORT', 'DB_NAME', 'DB_USERNAME_FILE', 'DB_PASSWORD_FILE'];

/** Variables of a database's containers: none of the construct's own, and none with a literal secret. */
export function checkEnvironment(problems: Problems, prop: string, env: unknown, notSecret: NotSecret, own: readonly string[] = []): void {
  checkVariables(problems, prop, env, notSecret);
  for (const name of [...OWN_NAMES, ...own]) {
    if (typeof env !== 'object' || env === null || !Object.hasOwn(env, name)) continue;
    problems.add(`${prop}[${JSON.stringify(name)}]`, name, 'It follows from the construct. Leave it out.');
  }
}
