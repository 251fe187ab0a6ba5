import { CUSTOM_RESOURCES } from '../../../src/facts/operators';
import { OPERATED, operatedProgram } from '../../../src/facts/operators/operated';

const KINDS = OPERATED.flatMap(({ program, operators }) => operators.flatMap(({ kinds }) => kinds.map((kind) => [program, kind] as const)));
const ofKind = (kind: string) => CUSTOM_RESOURCES.filter(({ type }) => type.split('/').at(-1) === kind);

test.each(KINDS)('%s as %s: the rules know its claims, and what loses its data', (program, kind) => {
  expect(operatedProgram(kind)?.program).toBe(program);
  const [facts, ...others] = ofKind(kind);
  expect(others).toEqual([]);
  expect(facts.claims).not.toEqual([]);
  const losing = [...(facts.scratch ?? []), ...(facts.deletions ?? []), ...(facts.owned === undefined ? [] : [facts.owned])];
  // That of Oracle always makes claims, and keeps them.
  expect(losing.length > 0).toBe(kind !== 'InnoDBCluster');
});

test('each setting that loses data, and each with which the claims stay, is told', () => {
  const untold = OPERATED.flatMap(({ operators, storage, loses }) => {
    const text = [...storage, ...loses].join(' ');
    const facts = operators.flatMap(({ kinds }) => kinds.flatMap(ofKind));
    const deletions = facts.flatMap(({ deletions: all = [] }) =>
      all.flatMap(({ at, is }) => (at.startsWith('metadata') ? String(is) : at.split('.').at(-1)!)),
    );
    const kept = facts.flatMap(({ owned }) => owned?.unless?.at.split('.').at(-1) ?? []);
    return [...deletions, ...kept].filter((word) => !text.includes(word));
  });
  expect(untold).toEqual([]);
});

test('a program is found by any spelling, and another is none', () => {
  expect(operatedProgram('REDIS')?.program).toBe('Redis');
  expect(operatedProgram('postgres')).toBeUndefined();
});
