import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import { objectsOf, synthesize } from '../../examples/synthesize';
import { Manifest } from './client';

const directory = join(__dirname, '..', '..', 'examples');

/** The examples, by their folders. */
export const EXAMPLES: readonly string[] = readdirSync(directory)
  .filter((name) => existsSync(join(directory, name, 'cdk8s.yaml')))
  .sort();

/** The documents of an example, in the order in which kubectl would apply them. */
export function documentsOf(example: string): Manifest[] {
  return objectsOf(synthesize(join(directory, example)));
}
