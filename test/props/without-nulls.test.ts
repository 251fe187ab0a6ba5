import { Size } from 'cdk8s';
import { withoutNulls } from '../../src/props/without-nulls';

test('props that are null are left out, in structs inside, in lists and in maps of them', () => {
  const props = {
    name: null,
    hardening: { networkPolicy: null, enableServiceLinks: true },
    dns: null,
    containers: [{ name: 'web', image: 'a:1', command: null, configEnv: { LEVEL: { config: 'main', key: null } } }],
  };
  expect(withoutNulls(props, 'ConfigReloadingDeploymentProps' as const)).toEqual({
    hardening: { enableServiceLinks: true },
    containers: [{ name: 'web', image: 'a:1', configEnv: { LEVEL: { config: 'main' } } }],
  });
  // What was given is as it was.
  expect(props.name).toBeNull();
});

test('what is no prop stays: entries of lists and maps, names that do not exist, what a class has made', () => {
  const size = Object.assign(Size.gibibytes(1), { extra: null });
  const props = { labels: { app: null }, configs: [null, 'x'], nmae: null, strategy: size, hardening: size, dns: [null] };
  expect(withoutNulls(props as never, 'ConfigReloadingDeploymentProps')).toEqual(props);
  expect((withoutNulls(props as never, 'ConfigReloadingDeploymentProps') as typeof props).hardening).toBe(size);
});

test('null itself is nothing, and what is no object is left to its check', () => {
  expect(withoutNulls(null, 'MountOptions')).toBeUndefined();
  for (const value of [undefined, 'x', 1, false, [null]]) expect(withoutNulls(value as unknown, 'MountOptions')).toEqual(value);
});
