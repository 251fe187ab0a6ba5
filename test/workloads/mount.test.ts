import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { ScratchVolume } from '../../src';
import { newChart, refusal } from '../support';

test('a mount into no container is refused: the volume would be there for nobody', () => {
  const chart = newChart();
  const pod = new kplus.Pod(chart, 'pod', { containers: [{ image: 'nginx:1.29.1' }] });
  const scratch = new ScratchVolume(chart, 'scratch', { sizeLimit: Size.mebibytes(1) });
  expect(refusal(() => scratch.mountInto(pod, '/scratch', { containers: [] }))).toBe(
    'ScratchVolume at shop/scratch: 1 problem\n  options.containers: []. Name at least one, or leave it out for all.',
  );
});
