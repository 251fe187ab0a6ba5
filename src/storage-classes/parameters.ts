import { described } from '../props/format-value';
import { Problems } from '../props/problems';

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
  if ('' in parameters) problems.add(`${prop}[""]`, parameters[''], 'A parameter has a name. Give it one.');
}
