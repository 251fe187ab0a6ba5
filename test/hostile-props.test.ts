import * as fc from 'fast-check';
import { GENERATORS } from './cluster/generators';
import { spoiledCasesOf, synthesize } from './cluster/property';

/*
 * What programs without types hand over never crashes a construct: it gives our error, with path and prop, or manifests. One seed, so that
 * it fails for what has changed; the tests of the control planes draw new cases each time and send what comes of them.
 */

test.each(GENERATORS.map((generator) => [generator.construct, generator] as const))('%s takes or refuses absurd props', (_, generator) => {
  const cases = fc.sample(spoiledCasesOf(generator, 1036), { seed: 20261121, numRuns: 1500 });
  const refused = cases.filter((recipe) => synthesize(generator, recipe, 'shop') === undefined);
  expect(refused.length).toBeGreaterThan(cases.length / 3);
});
