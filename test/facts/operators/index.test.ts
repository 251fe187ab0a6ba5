import { check, Manifest, ManifestSet } from '../../../src/checks';
import { CUSTOM_RESOURCES } from '../../../src/facts/operators';
import { isKnownKind } from '../../../src/facts/operators/known-kinds';
import { ClaimPlace } from '../../../src/facts/operators/resource-facts';

/** A body that has a value at each of the paths; `*` stands for one item of a list. */
function bodyWith(values: ReadonlyArray<readonly [path: string, value: unknown]>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [path, value] of values) {
    const keys = path.split('.');
    let place: Record<string, unknown> = body;
    keys.forEach((key, index) => {
      const name = key === '*' ? '0' : key;
      if (index === keys.length - 1) place[name] = value;
      else place = (place[name] ??= keys[index + 1] === '*' ? [] : {}) as Record<string, unknown>;
    });
  }
  return body;
}

const CLAIM = { accessModes: ['ReadWriteMany'], storageClassName: 'disks', resources: { requests: { storage: '7Gi' } } };

function written({ at, shape, fields, when }: ClaimPlace): Record<string, unknown> {
  const first = (paths: string) => paths.split('|')[0];
  const below =
    shape === 'claim'
      ? [[`${at}.spec`, CLAIM] as const]
      : shape === 'spec'
        ? [[at, CLAIM] as const]
        : [
            [`${at}.${first(fields!.size)}`, '7Gi'] as const,
            ...(fields!.className === undefined ? [] : [[`${at}.${first(fields!.className)}`, 'disks'] as const]),
          ];
  return bodyWith([...below, ...(when === undefined ? [] : [[`${at}.${when.at}`, when.is] as const])]);
}

const manifestOf = (type: string, body: Record<string, unknown>) => {
  const slash = type.lastIndexOf('/');
  return new Manifest({ apiVersion: `${type.slice(0, slash)}/v1`, kind: type.slice(slash + 1), metadata: { name: 'x' }, ...body });
};

const PLACES = CUSTOM_RESOURCES.flatMap(({ type, claims = [] }) => claims.map((place) => [type, place.at, place] as const));

test('a kind is there once', () => {
  const types = CUSTOM_RESOURCES.map(({ type }) => type);
  expect(types).toEqual([...new Set(types)]);
});

test.each(PLACES)('%s asks for a claim at %s, which is read as any claim is', (type, _, place) => {
  const { customClaims, everyClaim } = new ManifestSet([manifestOf(type, written(place))]);
  const { claim } = customClaims.find((one) => one.place === place)!;
  expect(everyClaim).toContain(claim);
  expect(claim.request).toBe(7 * 2 ** 30);
  expect(claim.className).toBe(place.shape === 'fields' && place.fields!.className === undefined ? undefined : 'disks');
  expect(claim.accessModes).toEqual(place.shape === 'fields' ? ['ReadWriteOnce'] : ['ReadWriteMany']);
  expect(claim.name).not.toBe('');
  // What is said of it points at a line that is written.
  for (const at of [
    claim.spec,
    claim.spec.at('accessModes'),
    claim.spec.at('resources', 'requests', 'storage'),
    claim.spec.at('selector'),
  ]) {
    const value = at.written.path.reduce<unknown>((parent, key) => (parent as Record<string | number, unknown>)[key], claim.manifest.body);
    expect(value).toBeDefined();
  }
});

test('a claim is read only where its condition holds', () => {
  const storage = { type: 'ephemeral', size: '7Gi' };
  expect(new ManifestSet([manifestOf('kafka.strimzi.io/KafkaNodePool', { spec: { storage } })]).customClaims).toEqual([]);
});

test.each(
  CUSTOM_RESOURCES.flatMap(({ type, scratch = [], deletions = [] }) => [...scratch, ...deletions].map((place) => [type, place] as const)),
)('%s: what is said of %p is whole sentences', (_, place) => {
  expect(place.remedy).toMatch(/^[A-Z].*\.$/);
  expect('harm' in place ? place.harm : place.data).toMatch(/^[a-z].*[^.]$/);
});

test('every kind that a rule asks for is a known one', () => {
  const asked = new Set<string>();
  class Asked extends ManifestSet {
    override all(type: string) {
      asked.add(type);
      return super.all(type);
    }
    override find(type: string, namespace: string | undefined, name: string | undefined) {
      asked.add(type);
      return super.find(type, namespace, name);
    }
  }
  check(new Asked([]));
  expect(asked.size).toBeGreaterThan(5);
  expect([...asked].filter((type) => !isKnownKind(type))).toEqual([]);
});

test.each([
  ['apps/Deployment', true],
  ['PersistentVolumeClaim', true],
  ['PersistentVolumeClaims', false],
  ['storage.k8s.io/StorageClass', true],
  ['velero.io/Schedule', true],
  ['elasticsearch.k8s.elastic.co/Elasticsearch', true],
  ['monitoring.coreos.com/ServiceMonitor', false],
  ['constructor', false],
])('%s is known: %p', (type, known) => {
  expect(isKnownKind(type)).toBe(known);
});
