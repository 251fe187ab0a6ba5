import { tmpdir } from 'node:os';
import * as fc from 'fast-check';
import { announce, seedOfRun } from './seed';

test('a seed is what SEED says', () => {
  expect(seedOfRun({ SEED: '51578686' })).toEqual({ seed: 51578686, origin: 'of SEED' });
  expect(() => seedOfRun({ SEED: 'x' })).toThrow('SEED is x: give a whole number, as a run prints it.');
});

test('a seed follows from the commit, and is drawn where there is none', () => {
  const ofCommit = seedOfRun({});
  // A tarball of the sources has no commit.
  if (ofCommit.origin.startsWith('of commit')) expect(seedOfRun({ SEED: '' })).toEqual(ofCommit);
  const drawn = [1, 2].map(() => seedOfRun({}, tmpdir()));
  for (const { seed, origin } of [ofCommit, ...drawn]) {
    expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31).toBe(true);
    expect(origin).toMatch(/^(of commit [0-9a-f]{12}|drawn, since there is no git to take it from)$/);
  }
  expect(drawn[0].seed).not.toBe(drawn[1].seed);
});

test('a run says how to have its cases again', () => {
  expect(announce({ seed: 7, origin: 'of SEED' }, 'npm test')).toBe('generated cases: seed 7, of SEED; the same again: SEED=7 npm test\n');
});

test('all that tests draw begins at the seed of the run', () => {
  const seed = Number(process.env.SEED);
  expect(fc.readConfigureGlobal()).toMatchObject({ seed });
  expect(fc.sample(fc.nat(), 20)).toEqual(fc.sample(fc.nat(), { seed, numRuns: 20 }));
});
