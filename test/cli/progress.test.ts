import { Progress } from '../../src/cli/progress';

function shown(showsProgress: boolean, times: readonly number[]): string {
  let out = '';
  const clock = jest.spyOn(Date, 'now').mockReturnValue(0);
  const progress = new Progress({ err: (text) => (out += text), showsProgress });
  for (const time of times) {
    clock.mockReturnValue(time);
    progress.show(`${time}`);
  }
  progress.end();
  clock.mockRestore();
  return out;
}

test('long work is told on a terminal, on one line that goes away', () => {
  expect(shown(true, [500, 1500, 1600, 1800])).toBe('\r\u001b[K1500\r\u001b[K1800\r\u001b[K');
});

test('short work is not, and in a pipeline nothing', () => {
  expect(shown(true, [100, 900])).toBe('');
  expect(shown(false, [5000])).toBe('');
});
