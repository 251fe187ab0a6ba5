import { existsSync, readdirSync } from 'fs';
import { join } from 'path';
import { synthesize } from '../../examples/synthesize';
import { check, ManifestSet } from '../../src/checks';
import { read } from './support';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const names = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'cdk8s.yaml')));

test.each(names)('nothing is found in the example %s, other than what it acknowledges', (name) => {
  const manifests = Object.entries(synthesize(join(EXAMPLES, name))).flatMap(([file, text]) => read(text, file).manifests);
  expect(manifests.length).toBeGreaterThan(0);
  expect(check(new ManifestSet(manifests)).findings).toEqual([]);
});
