import * as fc from 'fast-check';
import { GENERATORS } from './cluster/generators';
import { casesOf, NAMESPACES, synthesize } from './cluster/property';

/*
 * What is drawn for the API server consists of manifests for a good part, not of refusals. Whether a case is refused does not depend on a
 * server, so this is told here, of the same cases in each run: a rule that is added and meets most cases is seen at once, by any seed.
 */

/** The least part of the cases that has to give manifests; a quarter of them have absurd values somewhere. */
const LEAST = 0.12;

test.each(GENERATORS.map((generator) => [generator.construct, generator] as const))('%s: enough cases are accepted', (name, generator) => {
  const cases = [1028, 1036].flatMap((version) => fc.sample(casesOf(generator, version), { seed: 7, numRuns: 200 }));
  const accepted = cases.filter((recipe) => synthesize(generator, recipe, NAMESPACES.restricted) !== undefined);
  const part = accepted.length / cases.length;
  expect({ [name]: part < LEAST ? part : 'enough' }).toEqual({ [name]: 'enough' });
});
