import { onceFor } from '../../src/util/once-for';

test('finds its answer once for each object, also where that is undefined', () => {
  const asked: object[] = [];
  const nameOf = onceFor((one: { readonly name?: string }) => {
    asked.push(one);
    return one.name;
  });
  const [first, nameless] = [{ name: 'a' }, {}];
  expect([first, nameless, first, nameless].map(nameOf)).toEqual(['a', undefined, 'a', undefined]);
  expect(asked).toEqual([first, nameless]);
});
