import { App, Chart, Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { formatValue } from '../../src/props/format-value';

describe('formatValue writes what a person would', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  test.each([
    [undefined, 'missing'],
    [null, 'missing'],
    ['text', '"text"'],
    ['', '""'],
    [Number.NaN, 'NaN'],
    [3n, '3'],
    [Symbol('x'), 'Symbol(x)'],
    [() => 1, 'a function'],
    [Size.mebibytes(1536), '1536Mi'],
    [{ a: [1] }, '{"a":[1]}'],
    ['two\nlines', '"two\\nlines"'],
    [circular, '{"self":…}'],
    ['x'.repeat(100), `"${'x'.repeat(78)}…`],
    [new Chart(new App(), 'chart'), 'chart'],
    [{ a: undefined, b: null }, '{"b":null}'],
    [{ at: Size.gibibytes(1), for: [Duration.minutes(1)] }, '{"at":1Gi,"for":[60 s]}'],
    [kplus.Cpu.millis(100), '100m'],
    [Cron.schedule({ minute: '5' }), '"5 * * * *"'],
    [kplus.Probe.fromTcpSocket(), 'a Probe'],
    [kplus.EnvValue.fromValue('hunter2hunter2'), 'an EnvValue'],
    [new Map(), 'a Map'],
    [Object.create(null), '{}'],
    [Array.from({ length: 1e6 }, () => 0), `[${'0,'.repeat(39)}…`],
  ])('%p', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });
});

describe('formatValue says of what may be a secret only what kind of value it is', () => {
  test.each([
    ['credentials.keys.password', 'TopSecret', 'a string of 9 characters'],
    ['passwords.password[0]', 'x', 'a string of 1 character'],
    ['env["API_TOKEN"]', 12345, 'a number'],
    ['token', '', 'an empty string'],
    ['secret', true, 'true'],
    ['secret', ['a', 'b'], 'a list of 2'],
    ['secret', { user: 'a' }, 'an object'],
    ['secret', undefined, 'missing'],
    ['storage', { password: 'TopSecret', size: 1 }, '{"password":a string of 9 characters,"size":1}'],
    ['storage', [{ deep: { clientSecret: 'TopSecret' } }], '[{"deep":{"clientSecret":a string of 9 characters}}]'],
    ['server', 'https://me:TopSecret@example.com', 'a string of 32 characters'],
    ['args', ['--password=TopSecret', '-v'], '[a string of 20 characters,"-v"]'],
  ])('%s: %j', (prop, value, text) => {
    expect(formatValue(value, prop)).toBe(text);
  });
});
