import { SelectorJson, selectorProblems } from '../../../src/facts/kubernetes/selectors';

test.each<[SelectorJson, unknown[]]>([
  [{}, []],
  [{ matchLabels: { 'example.com/a': '', b: 'C_d.e' } }, []],
  [{ matchLabels: { 'a b': 'ok', a: '-' } }, ['a b', '-']],
  [
    {
      matchExpressions: [
        { key: 'a', operator: 'In', values: ['b'] },
        { key: 'a', operator: 'Exists' },
      ],
    },
    [],
  ],
  [
    {
      matchExpressions: [
        { key: 'a', operator: 'NotIn', values: [] },
        { key: '', operator: 'In', values: ['a b'] },
      ],
    },
    ['a', '', 'a b'],
  ],
])('%j', (selector, values) => expect(selectorProblems(selector).map(({ value }) => value)).toEqual(values));
