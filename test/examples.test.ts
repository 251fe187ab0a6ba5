import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { objectsOf, synthesize } from '../examples/synthesize';
import { DataEffect, StoragePlan } from '../src';
import { isClusterWide } from '../src/facts/kubernetes/built-in-kinds';

const DIRECTORY = join(__dirname, '..', 'examples');
const EXAMPLES = readdirSync(DIRECTORY, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test('the examples can be applied to one cluster, one after the other: what two of them make, the server takes from both', () => {
  const made = new Map<string, Array<{ readonly example: string; readonly object: object }>>();
  for (const example of EXAMPLES) {
    for (const object of objectsOf(synthesize(join(DIRECTORY, example)))) {
      const group = (object.apiVersion as string).split('/').slice(0, -1).join('/');
      const type = group === '' ? (object.kind as string) : `${group}/${object.kind as string}`;
      const key = [type, ...(isClusterWide(type) ? [] : [object.metadata.namespace]), object.metadata.name].join(' ');
      made.set(key, [...(made.get(key) ?? []), { example, object: object as object }]);
    }
  }
  expect(made.size).toBeGreaterThan(200);
  const refused = [...made].flatMap(([key, all]) =>
    all
      .slice(1)
      .filter(({ object }, index) =>
        StoragePlan.between([all[index].object], [object])
          .changes()
          .some(({ effect }) => effect === DataEffect.REFUSED),
      )
      .map(({ example }) => `${key} of ${example}`),
  );
  expect(refused).toEqual([]);
});
