import * as fc from 'fast-check';
import { apartOn, commonLabel, contradiction, Places, ZONE } from '../../../src/facts/kubernetes/topology';

const places = (among: Record<string, string[]>, except: Record<string, string[]> = {}): Places => ({
  among: new Map(Object.entries(among)),
  except: new Map(Object.entries(except)),
});

test('zones are the same by whatever name', () => {
  expect(commonLabel('topology.gke.io/zone')).toBe(ZONE);
  expect(commonLabel('failure-domain.beta.kubernetes.io/zone')).toBe(ZONE);
  expect(commonLabel('example.com/rack')).toBe('example.com/rack');
  expect(commonLabel('constructor')).toBe('constructor');
});

test('places go together where a value is left', () => {
  expect(contradiction(places({ zone: ['a', 'b'] }), places({ zone: ['b'] }))).toBeUndefined();
  expect(contradiction(places({ zone: ['a'] }), places({ zone: ['b'] }))).toBe('zone');
  expect(contradiction(places({ zone: ['a'] }), places({}, { zone: ['a'] }))).toBe('zone');
  expect(contradiction(places({}, { zone: ['a', 'b'] }), places({ zone: ['b'] }))).toBe('zone');
  expect(contradiction(places({ zone: ['a'] }), places({ rack: ['1'] }))).toBeUndefined();
});

test('one alternative that goes together is enough', () => {
  expect(apartOn([places({ zone: ['a'] }), places({ zone: ['b'] })], [places({ zone: ['b'] })])).toBeUndefined();
  expect(apartOn([places({ zone: ['a'] })], [places({ zone: ['b'] }), places({ zone: ['c'] })])).toBe('zone');
});

test('a node that satisfies both is never denied, and one that satisfies neither side is not asked for', () => {
  const label = fc.constantFrom('x', 'y');
  const values = fc.uniqueArray(fc.constantFrom('1', '2', '3'), { minLength: 1 });
  const side = fc.record({ among: fc.dictionary(label, values), except: fc.dictionary(label, values) });
  const fits = (node: Record<string, string>, { among, except }: { among: Record<string, string[]>; except: Record<string, string[]> }) =>
    Object.entries(among).every(([key, list]) => list.includes(node[key])) &&
    Object.entries(except).every(([key, list]) => !list.includes(node[key]));
  const nodes = ['1', '2', '3', '4'].flatMap((x) => ['1', '2', '3', '4'].map((y) => ({ x, y })));
  fc.assert(
    fc.property(side, side, (one, other) => {
      const possible = nodes.some((node) => fits(node, one) && fits(node, other));
      const apart = contradiction(places(one.among, one.except), places(other.among, other.except)) !== undefined;
      if (possible) expect(apart).toBe(false);
    }),
  );
});
