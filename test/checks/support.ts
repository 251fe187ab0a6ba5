import { readFileSync } from 'fs';
import { join } from 'path';
import { check, CheckOptions, CheckResult, Finding, Input, ManifestSet, readYaml } from '../../src/checks';

export const FIXTURES = join(__dirname, 'fixtures');

export function readFixture(...path: string[]): string {
  return readFileSync(join(FIXTURES, ...path), 'utf8');
}

/** The objects of a text, all of which has to be readable. */
export function read(text: string, file = 'manifests.yaml'): Input {
  const input = readYaml(text, file);
  expect(input.problems).toEqual([]);
  return input;
}

export function run(text: string, options: CheckOptions = {}): CheckResult {
  return check(new ManifestSet(read(text).manifests), options);
}

export function findingsOf(rule: string, text: string, options: CheckOptions = {}): Finding[] {
  return run(text, options).findings.filter((finding) => finding.rule === rule);
}

/** What stands at a JSON pointer. */
export function resolve(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce<unknown>((parent, key) => (parent as Record<string, unknown>)[key], value);
}
