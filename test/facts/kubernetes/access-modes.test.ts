import {
  attachedModesProblem,
  localNodesProblem,
  modesTogetherProblem,
  sourceModeProblems,
} from '../../../src/facts/kubernetes/access-modes';

test('ReadWriteOncePod stands alone', () => {
  expect(modesTogetherProblem(['ReadWriteOncePod'])).toBeUndefined();
  expect(modesTogetherProblem(['ReadWriteOnce', 'ReadWriteMany'])).toBeUndefined();
  expect(modesTogetherProblem(['ReadWriteOncePod', 'ReadWriteOnce'])).toMatch(/^ReadWriteOncePod stands alone/);
});

test.each([
  ['nfs', ['ReadWriteMany', 'ReadOnlyMany'], []],
  ['nfs', ['ReadWriteOncePod'], [false]],
  ['hostPath', ['ReadWriteMany'], []],
  ['local', ['ReadWriteOnce'], []],
  ['local', ['ReadWriteMany', 'ReadOnlyMany'], [true, true]],
] as const)('what %s with %j can be', (source, modes, works) => {
  expect(sourceModeProblems(source, modes).map((problem) => problem.works)).toEqual(works);
});

test('a disk is attached in one way', () => {
  expect(attachedModesProblem(['ReadWriteOnce', 'ReadOnlyMany'])).toMatch(/never attached/);
  expect(attachedModesProblem(['ReadWriteMany', 'ReadWriteOnce', 'ReadOnlyMany'])).toBeUndefined();
  expect(attachedModesProblem(['ReadOnlyMany'])).toBeUndefined();
});

test('a local volume is on one node', () => {
  expect(localNodesProblem(['a'])).toBeUndefined();
  expect(localNodesProblem(['a', 'b'])).toMatch(/^A local volume is on one node/);
});
