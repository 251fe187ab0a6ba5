import { credentialInText, credentialInVariable, credentialInWords } from '../facts/credentials';
import { isVariableName } from '../facts/kubernetes/config-objects';
import { variableSourceProblems, VariablesSourceJson, variablesSourceProblems } from '../facts/kubernetes/variable-sources';
import { isMap, isObject } from '../util/unchecked';
import { checkTexts, checkWritable } from './check';
import { described, kindOf, withoutContent } from './format-value';
import { NotSecret } from './not-secret';
import { isPlus, plainJson } from './plus-values';
import { Problems } from './problems';

/* The one check of what a container is told: variables, and the words of its command. */

const KEEP = 'Keep it in a Secret: mount it as a file, or take it by EnvValue.fromSecretValue().';

/** Reports what cannot be the environment of a container, secrets among it. */
export function checkVariables(problems: Problems, prop: string, env: unknown, notSecret: NotSecret): void {
  if (env === undefined) return;
  if (!isMap(env)) {
    problems.add(prop, withoutContent(env), 'Give an object of names and kplus.EnvValue.');
    return;
  }
  for (const [name, value] of Object.entries(env)) {
    const at = `${prop}[${JSON.stringify(name)}]`;
    if (!isVariableName(name)) problems.add(at, name, 'A variable is named with letters, digits, _, . and -, without a digit first.');
    // Not written out: it may well be the secret.
    if (!isPlus(value, 'EnvValue')) {
      problems.add(at, kindOf(value), 'Give a kplus.EnvValue, such as EnvValue.fromValue("text").');
      continue;
    }
    const text: unknown = value.value;
    if (isObject(value.valueFrom)) problems.addFields(at, variableSourceProblems(plainJson(value.valueFrom)));
    if (text === undefined) continue;
    if (typeof text !== 'string') {
      problems.add(at, kindOf(text), 'Give a string; quote numbers and booleans.');
      continue;
    }
    checkWritable(problems, at, text);
    notSecret.report(at, name, credentialInVariable(name, text), KEEP);
  }
}

/** Reports objects whose keys cannot all become variables. */
export function checkVariableObjects(problems: Problems, prop: string, objects: unknown): void {
  if (objects === undefined) return;
  if (!Array.isArray(objects) || !objects.every((item) => isPlus(item, 'EnvFrom'))) {
    problems.add(prop, objects, 'Give a list made by kplus.Env.fromConfigMap() and kplus.Env.fromSecret().');
    return;
  }
  objects.forEach((item, index) => {
    const written = item as unknown as { _toKube(): VariablesSourceJson };
    problems.addFields(`${prop}[${index}]`, variablesSourceProblems(written._toKube()));
  });
}

/** The words of a command or its arguments, secrets reported; `field` is what `notSecret` calls them. */
export function checkWords(
  problems: Problems,
  prop: string,
  words: unknown,
  field: string,
  notSecret: NotSecret,
): readonly string[] | undefined {
  const texts = checkTexts(problems, prop, words);
  if (texts === undefined) return undefined;
  const secret = credentialInWords(texts);
  notSecret.report(`${prop}[${secret?.index ?? 0}]`, field, secret?.why, KEEP);
  return texts;
}

/** Reports a setting of a volume or a class that YAML does not carry, or that is a literal secret: both are readable for many. */
export function checkSetting(problems: Problems, prop: string, name: string, value: string, remedy: string): void {
  checkWritable(problems, prop, value);
  const why = credentialInVariable(name, value);
  if (why !== undefined) problems.add(prop, described('a literal'), `${why}, and whoever reads the manifest would read it. ${remedy}`);
}

/** Options of a mount, of a type that has been checked, without a literal secret. */
export function checkMountSecrets(problems: Problems, prop: string, options: readonly string[]): void {
  const secret = credentialInWords(options);
  if (secret === undefined) return;
  const remedy = 'Name a Secret that the driver reads, or a file on the node, such as credentials=/etc/smb.';
  problems.add(
    `${prop}[${secret.index}]`,
    described('a literal'),
    `${secret.why}, and whoever reads the manifest would read it. ${remedy}`,
  );
}

/** A script that stands in a manifest as one word. */
export function checkScriptText(prop: string, text: string, field: string, notSecret: NotSecret): void {
  notSecret.report(prop, field, credentialInText(text), 'Read it from the file of a Secret, such as the one that DB_PASSWORD_FILE names.');
}
