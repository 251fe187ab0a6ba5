import { RollingUpdateAmounts, rollingUpdateProblems } from '../../../src/facts/kubernetes/rollouts';

test.each<[RollingUpdateAmounts, string[]]>([
  [{}, []],
  [{ maxSurge: 0, maxUnavailable: '100%' }, []],
  [{ maxSurge: '200%', maxUnavailable: 7 }, []],
  [{ maxSurge: -1, maxUnavailable: '101%' }, ['maxSurge', 'maxUnavailable']],
  [{ maxSurge: 1.5, maxUnavailable: 'NaN%' }, ['maxSurge', 'maxUnavailable']],
  [{ maxSurge: 2 ** 31, maxUnavailable: '-5%' }, ['maxSurge', 'maxUnavailable']],
])('%j', (amounts, fields) => expect(rollingUpdateProblems(amounts).map(({ field }) => field)).toEqual(fields));
