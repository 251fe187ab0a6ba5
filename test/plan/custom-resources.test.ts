import { DEPLOYERS } from '../../src/facts/deployers';
import { CUSTOM_RESOURCES } from '../../src/facts/operators';
import { CLUSTER_BACKUPS } from '../../src/facts/operators/cluster-backups';
import { Manifest } from '../../src/checks';
import { customClaimsOf } from '../../src/checks/custom-claims';
import { planBetween } from '../../src/plan';
import { Body, object } from './objects';

/*
 * Custom resources that go, or go without their storage, their backups or their definition: of every kind that is known, from its facts.
 */

/** Written at a place with `*` for the item of a list or the value of a map. */
function at(place: string, value: unknown, list = true): Body {
  return place
    .split('.')
    .reverse()
    .reduce<unknown>((inner, key) => (key === '*' ? (list ? [inner] : { one: inner }) : { [key]: inner }), value) as Body;
}

const resource = (type: string, body: Body = {}): Body => {
  const [group, kind] = type.split('/');
  return object(`${group}/v1`, kind, 'one', body);
};

const definition = (type: string): Body => {
  const [group, kind] = type.split('/');
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.toLowerCase()}s.${group}` },
    spec: { group, names: { kind, plural: `${kind.toLowerCase()}s` }, scope: 'Namespaced' },
  };
};

const told = (old: readonly Body[], next: readonly Body[], deployer: (typeof DEPLOYERS)[number] = 'kubectl') =>
  planBetween(
    old.map((body) => new Manifest(body)),
    next.map((body) => new Manifest(body)),
    { deployer },
  ).changes.map(({ id }) => id);

/** Each kind with a claim at each place where it may be written as a claim or its spec. */
const WITH_CLAIMS = CUSTOM_RESOURCES.filter(({ madeAgain }) => madeAgain !== true).flatMap((facts) =>
  (facts.claims ?? []).flatMap((place) => {
    if (place.ephemeral === true || place.shape === 'fields' || place.when !== undefined) return [];
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const value = place.shape === 'claim' ? { metadata: { name: place.names?.known[0] ?? 'data' }, spec } : spec;
    const found = [true, false].map((list) => resource(facts.type, at(place.at, value, list)));
    return found
      .filter((body) => customClaimsOf(new Manifest(body)).length === 1)
      .slice(0, 1)
      .map((body) => [facts.type, place.at, body, facts] as const);
  }),
);

test('claims are written of most kinds', () => {
  expect(new Set(WITH_CLAIMS.map(([type]) => type)).size).toBeGreaterThan(15);
});

test.each(WITH_CLAIMS)('%s that loses its claim at %s', (type, _place, body) => {
  expect(told([body], [resource(type, { spec: { other: true } })])).toContain('claims-dropped');
  expect(told([body], [{ ...body, metadata: { ...(body.metadata as Body), labels: { a: 'b' } } }])).not.toContain('claims-dropped');
});

test.each(WITH_CLAIMS)('%s that goes, with its claim at %s', (_type, _place, body, { owned }) => {
  const [id] = told([body], [], 'helm');
  expect(id).toBe(owned === undefined ? 'operator-decides' : 'operator-deletes');
  expect(told([body], [], 'kubectl')).toEqual([]);
});

test.each(
  WITH_CLAIMS.flatMap(([type, , body, { owned, deletions = [] }]) =>
    owned?.unless === undefined ? [] : owned.unless.at.split('|').map((place) => [type, place, body, owned.unless!.is, deletions] as const),
  ),
)('%s that says by %s that its claims stay', (_type, place, body, is) => {
  const keeping = merged(body, at(place, is));
  expect(told([keeping], [], 'helm')).toContain('operator-decides');
});

function merged(one: Body, other: Body): Body {
  const all: Body = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const was = all[key];
    const isMap = typeof was === 'object' && was !== null && !Array.isArray(was) && typeof value === 'object';
    all[key] = isMap ? merged(was as Body, value as Body) : value;
  }
  return all;
}

test.each(['elasticsearch.k8s.elastic.co/Elasticsearch', 'rabbitmq.com/RabbitmqCluster'])(
  '%s has claims that nobody wrote, which go with it',
  (type) => expect(told([resource(type, { spec: { replicas: 3 } })], [], 'argocd')).toContain('operator-deletes'),
);

test.each(DEPLOYERS)('a definition that goes, under %s', (deployer) => {
  for (const { type, claims = [], owned, madeAgain } of CUSTOM_RESOURCES) {
    const found = planBetween([new Manifest(definition(type))], [], { deployer }).changes.filter(({ id }) => id === 'definition-deleted');
    const isTold = deployer !== 'kubectl' && claims.length > 0 && madeAgain !== true;
    expect([type, found.map(({ effect }) => effect)]).toEqual([type, isTold ? [owned === undefined ? 'at-risk' : 'destroyed'] : []]);
  }
  expect(told([definition('example.com/Widget')], [], deployer)).not.toContain('definition-deleted');
  expect(told([definition('snapshot.storage.k8s.io/VolumeSnapshot')], [], deployer).includes('definition-deleted')).toBe(
    deployer !== 'kubectl',
  );
});

/** Each database with a backup of its own at each place. */
const OWN = CLUSTER_BACKUPS.flatMap(({ types, own = [], archives = [], enabled }) =>
  types.flatMap((type) =>
    [...own, ...archives].map((place) => {
      const asked = at(place, place.endsWith('.mode') ? 'enabled' : place.endsWith('.*') ? { name: 'nightly' } : true);
      return [type, place, resource(type, enabled === undefined ? asked : merged(asked, at(enabled, true))), enabled] as const;
    }),
  ),
);

test.each(OWN)('%s that says nothing of backups any more at %s', (type, _place, body, enabled) => {
  expect(told([body], [resource(type, { spec: { other: true } })])).toContain('backup-weakened');
  expect(told([body], [merged(body, { spec: { other: true } })])).not.toContain('backup-weakened');
  if (enabled !== undefined) expect(told([body], [merged(body, at(enabled, false))])).toContain('backup-weakened');
});
