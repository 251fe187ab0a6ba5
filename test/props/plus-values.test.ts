import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { isPlus } from '../../src/props/plus-values';
import { newChart } from '../support';

/** A class as a jsii library has it, which no other one extends. */
function classOf(fqn: string) {
  class Made {}
  Object.defineProperty(Made, Symbol.for('jsii.rtti'), { value: { fqn, version: '1.0.0' } });
  return Made;
}

test('takes values of every cdk8s-plus, and of classes that extend one', () => {
  const OtherProbe = classOf('cdk8s-plus-34.Probe');
  class OwnProbe extends OtherProbe {}
  for (const probe of [kplus.Probe.fromCommand(['true']), new OtherProbe(), new OwnProbe()]) expect(isPlus(probe, 'Probe')).toBe(true);
  expect(isPlus(kplus.Volume.fromEmptyDir(newChart(), 'volume', 'volume'), 'Volume')).toBe(true);
});

test('tells them from values of other classes, and of other libraries', () => {
  const others = ['cdk8s-plus-34.Handler', 'cdk8s-plus-34.k8s.Probe', 'their-plus-34.Probe', 'cdk8s-plus-34.ProbeOptions'];
  for (const other of others) expect(isPlus(new (classOf(other))(), 'Probe')).toBe(false);
  expect(isPlus(kplus.Handler.fromCommand(['true']), 'Probe')).toBe(false);
  expect(isPlus(kplus.Probe, 'Probe')).toBe(false);
});

test('takes nothing else, and falls over nothing', () => {
  fc.assert(fc.property(fc.anything({ withNullPrototype: true }), (value) => !isPlus(value, 'Probe')));
  const strange = [{ constructor: null }, Object.create({ constructor: 7 }), Object.create(null)];
  expect(strange.filter((value) => isPlus(value, 'Probe'))).toEqual([]);
});
