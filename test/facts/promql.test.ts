import { mayHave, selectorsOf, seriesOf } from '../../src/facts/promql';

test.each<[string, string, unknown]>([
  ['a metric alone', 'kube_cronjob_created', [{ metric: 'kube_cronjob_created', matchers: [] }]],
  ['one that is none of Kubernetes', 'up{kube_x="1"}', []],
  ['text that looks like one', 'label_replace(up, "a", "kube_cronjob_created", "b", "c") # kube_x', []],
  [
    'every kind of quotes and conditions, with a comma at the end',
    'rate(kube_x { a="1", b!= \'2\\\'\', c =~`\\d{2}`, d!~"\\\\.",}[5m])',
    [
      {
        metric: 'kube_x',
        matchers: [
          { label: 'a', operator: '=', value: '1' },
          { label: 'b', operator: '!=', value: "2'" },
          { label: 'c', operator: '=~', value: '\\d{2}' },
          { label: 'd', operator: '!~', value: '\\.' },
        ],
      },
    ],
  ],
  [
    'two of them',
    'kube_x{a="}"} / kubelet_y',
    [
      { metric: 'kube_x', matchers: [{ label: 'a', operator: '=', value: '}' }] },
      { metric: 'kubelet_y', matchers: [] },
    ],
  ],
  [
    'a metric by its label',
    'sum({__name__="kube_x", a!="1"}) / {b="2"}',
    [{ metric: 'kube_x', matchers: [{ label: 'a', operator: '!=', value: '1' }] }],
  ],
  ['braces that are never closed', 'kube_x{a="1"', [{ metric: 'kube_x', matchers: [{ label: 'a', operator: '=', value: '1' }] }]],
])('%s', (_, expression, selectors) => {
  expect(selectorsOf(expression)).toEqual(selectors);
});

test.each([
  ['kube_x{a="1"}', '1', true],
  ['kube_x{a="1"}', '11', false],
  ['kube_x{a=~"1"}', '11', false],
  ['kube_x{a=~"1|2.*"}', '23', true],
  ['kube_x{a!="1"}', '1', false],
  ['kube_x{a!~"1."}', '11', false],
  ['kube_x{a!~"1."}', '1', true],
  ['kube_x{b="1"}', '1', true],
  // A pattern of Go that JavaScript has not: it may be.
  ['kube_x{a=~"(?i)x"}', 'X', true],
  // Those that JavaScript reads as something else.
  ['kube_x{a=~"[[:alpha:]]+"}', 'x', true],
  ['kube_x{a=~"\\\\pL+"}', 'x', true],
  // A label that every object of JavaScript has.
  ['kube_x{constructor="1"}', '2', true],
])('%s may have a="%s": %s', (expression, value, expected) => {
  expect(mayHave(selectorsOf(expression)[0], { a: value })).toBe(expected);
});

test('what is recorded has names of its own', () => {
  expect(seriesOf('min by (a) (shop:free:ratio{a="1"}) < 1').map(({ metric }) => metric)).toContain('shop:free:ratio');
});

test.each(['(a+)+', '(a|aa)*b', '.*.*.*.*.*b', '(x{1,9}){1,9}', 'x|.*a.*a.*a.*a.*'])(
  'a pattern that would take us long may match anything: %s',
  (pattern) => {
    expect(mayHave(selectorsOf(`kube_x{a=~"${pattern}"}`)[0], { a: 'a'.repeat(253) })).toBe(true);
    expect(mayHave(selectorsOf(`kube_x{a!~"${pattern}"}`)[0], { a: 'a'.repeat(253) })).toBe(true);
  },
);
