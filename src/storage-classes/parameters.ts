import { keyProblem } from '../props/check';
import { described } from '../props/format-value';
import { checkSetting } from '../props/environment';
import { Problems } from '../props/problems';
import { isMap } from '../util/unchecked';

/** Most parameters that a class may have, and most bytes of their keys and values together. */
const MOST = { parameters: 512, bytes: 256 * 1024 };

/** Reports parameters of a class that the API server refuses whatever the driver. */
export function checkParameters(problems: Problems, prop: string, parameters: Readonly<Record<string, string>>): void {
  const entries = Object.entries(parameters);
  const bytes = entries.flat().reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (entries.length > MOST.parameters) {
    problems.add(prop, described(`${entries.length} parameters`), `A class has at most ${MOST.parameters}. Leave some out.`);
  }
  if (bytes > MOST.bytes) {
    problems.add(prop, described(`${bytes} bytes`), `The parameters of a class have at most ${MOST.bytes} bytes together. Shorten them.`);
  }
  for (const [key, value] of entries) {
    const remedy = keyProblem(key);
    if (remedy !== undefined) problems.add(`${prop}[${JSON.stringify(key)}]`, value, remedy);
  }
  if ('' in parameters) problems.add(`${prop}[""]`, parameters[''], 'A parameter has a name. Give it one.');
}

/** Reports what cannot be the parameters of a class, secrets among them, and answers those that are texts. */
export function checkParameterMap(problems: Problems, prop: string, given: unknown, secret: string): Readonly<Record<string, string>> {
  if (given === undefined) return {};
  if (!isMap(given)) {
    problems.add(prop, given, 'Give an object of keys and string values.');
    return {};
  }
  for (const [key, value] of Object.entries(given)) {
    const name = `${prop}[${JSON.stringify(key)}]`;
    if (typeof value !== 'string') problems.add(name, value, 'Parameters are strings: quote the value.');
    else checkSetting(problems, name, key, value, secret);
  }
  const texts = Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  checkParameters(problems, prop, texts);
  return texts;
}
