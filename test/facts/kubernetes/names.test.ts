import { isDnsLabel, isDnsSubdomain, isLabelValue, isQualifiedName } from '../../../src/facts/kubernetes/names';

describe('names that the API server takes', () => {
  test.each(['a', 'web-1', '0', 'a'.repeat(63)])('%s is a DNS label', (name) => expect(isDnsLabel(name)).toBe(true));
  test.each(['', '-a', 'a-', 'A', 'a_b', 'a.b', 'ä', 'a'.repeat(64), 'a\n'])('%j is no DNS label', (name) =>
    expect(isDnsLabel(name)).toBe(false),
  );

  test.each(['a', 'a.b', 'fast-ssd.example.com', `${'a'.repeat(100)}.b`])('%s is a DNS subdomain', (name) =>
    expect(isDnsSubdomain(name)).toBe(true),
  );
  test.each(['', '.', 'a.', '.a', 'a..b', 'a/b', 'a'.repeat(254)])('%j is no DNS subdomain', (name) =>
    expect(isDnsSubdomain(name)).toBe(false),
  );

  test.each(['app', 'App_1.x', 'app.kubernetes.io/name', `example.com/${'n'.repeat(63)}`])('%s is a key', (key) =>
    expect(isQualifiedName(key)).toBe(true),
  );
  test.each(['', '/a', 'a/', 'a/b/c', 'A.example/x', '-a', `example.com/${'n'.repeat(64)}`])('%j is no key', (key) =>
    expect(isQualifiedName(key)).toBe(false),
  );

  test.each(['', 'v1.2_3-x', 'A'])('%j is a label value', (value) => expect(isLabelValue(value)).toBe(true));
  test.each(['-a', 'a b', 'a/b', 'v'.repeat(64)])('%j is no label value', (value) => expect(isLabelValue(value)).toBe(false));
});
