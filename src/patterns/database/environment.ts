import * as kplus from 'cdk8s-plus-27';
import { credentialInText, credentialInVariable } from '../../facts/credentials';
import { checkTexts } from '../../props/check';
import { Problems } from '../../props/problems';
import { isObject } from '../../util/unchecked';

const NAME = /^[A-Za-z_.-][A-Za-z0-9_.-]*$/;

/** Variables that a construct sets by itself. */
const OWN_NAMES = ['DB_HOST', 'DB_PORT', 'DB_NAME', 'DB_USERNAME_FILE', 'DB_PASSWORD_FILE'];

const INSTEAD = 'Put it into the Secret of the credentials, or another, and take it from there.';

/** Variables of a database's containers: none of the construct's own, and none with a literal secret. */
export function checkEnvironment(problems: Problems, prop: string, env: unknown, own: readonly string[] = []): void {
  if (env === undefined) return;
  if (!isObject(env)) {
    problems.add(prop, env, 'Give an object of names and kplus.EnvValue.');
    return;
  }
  for (const [name, value] of Object.entries(env)) {
    const at = `${prop}[${JSON.stringify(name)}]`;
    if (!NAME.test(name)) problems.add(at, name, 'A variable is named with letters, digits, _, . and -, without a digit first.');
    else if ([...OWN_NAMES, ...own].includes(name)) problems.add(at, name, 'It follows from the construct. Leave it out.');
    if (!(value instanceof kplus.EnvValue)) {
      problems.add(at, 'no EnvValue', 'Give a kplus.EnvValue, such as EnvValue.fromValue("text").');
      continue;
    }
    const text: unknown = value.value;
    if (text !== undefined && typeof text !== 'string') problems.add(at, text, 'Give a string; quote numbers and booleans.');
  }
  checkLiterals(problems, prop, env);
}

/** Variables, of a type that has been checked, without a literal secret. */
export function checkLiterals(problems: Problems, prop: string, env: unknown): void {
  if (typeof env !== 'object' || env === null) return;
  for (const [name, value] of Object.entries(env)) {
    const text: unknown = value instanceof kplus.EnvValue ? value.value : undefined;
    const why = typeof text === 'string' ? credentialInVariable(name, text) : undefined;
    if (why !== undefined) problems.add(`${prop}[${JSON.stringify(name)}]`, 'a literal', `${why} ${INSTEAD}`);
  }
}

/** Arguments without a literal secret. */
export function checkArguments(problems: Problems, prop: string, args: unknown): readonly string[] {
  const texts = checkTexts(problems, prop, args) ?? [];
  texts.forEach((text, index) => {
    const why = credentialInText(text);
    if (why !== undefined) problems.add(`${prop}[${index}]`, 'a literal', `${why} ${INSTEAD}`);
  });
  return texts;
}
