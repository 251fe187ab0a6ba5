import { checkInteger } from './check';
import { Problems } from './problems';

/** A list of ports that may be absent. */
export function checkPorts(problems: Problems, prop: string, value: unknown, preset: readonly number[]): readonly number[] {
  if (value === undefined) return preset;
  if (!Array.isArray(value) || value.length === 0) {
    problems.add(prop, value, `Give a list of ports, such as [${preset.join(', ')}].`);
    return [];
  }
  value.forEach((port: unknown, index) => checkInteger(problems, `${prop}[${index}]`, port, { min: 1, max: 65535 }));
  return value as readonly number[];
}
