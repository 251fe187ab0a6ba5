import { readFileSync } from 'fs';
import { join } from 'path';
import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const find = (kind: string, name: string) => objects.find((object) => object.kind === kind && object.metadata.name === name);
const env = (container: { env: Array<{ name: string; value: string }> }): Record<string, string> =>
  Object.fromEntries(container.env.map(({ name, value }) => [name, value]));

test('synthesizes', () => {
  // The scripts have tests of their own.
  const script = /^( *)# src\/scripts\/(\S+) of .*\n(\1.*\n| *\n)*/gm;
  expect(Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text.replace(script, '$1<$2>\n')]))).toMatchSnapshot();
});

test('fifty lines do the work of nine hundred', () => {
  expect(readFileSync(join(__dirname, 'main.ts'), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(55);
  expect(Object.values(files).join('').split('\n').length).toBeGreaterThan(900);
});

test('disks outlive the set, and their claims too', () => {
  const { spec } = find('StatefulSet', 'orders-db');
  expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
  expect(find('StorageClass', 'shop-ssd').reclaimPolicy).toBe('Retain');
  expect(spec.volumeClaimTemplates[0].spec.storageClassName).toBe('shop-ssd');
});

test('the application finds its database, and is the only one that gets in, besides the backup', () => {
  const [container] = find('Deployment', 'orders').spec.template.spec.containers;
  expect(env(container)).toMatchObject({
    DATABASE_HOST: 'orders-db.shop.svc',
    DATABASE_NAME: 'orders',
    DATABASE_PASSWORD_FILE: '/run/secrets/orders-db/password',
    PGHOST: 'orders-db.shop.svc',
  });
  const { ingress } = find('NetworkPolicy', 'orders-db-database').spec;
  expect(ingress.map(({ from }: { from: Array<{ podSelector: { matchLabels: object } }> }) => from[0].podSelector.matchLabels)).toEqual(
    [
      find('CronJob', 'orders-db-backup').spec.jobTemplate.spec.template.metadata.labels['cdk8s.io/metadata.addr'],
      find('Deployment', 'orders').spec.selector.matchLabels['cdk8s.io/metadata.addr'],
    ].map((address: string) => ({ 'cdk8s.io/metadata.addr': address })),
  );
});

test('the application is closed itself, but for its ingress, DNS and its database', () => {
  const { spec } = find('NetworkPolicy', 'orders-isolation');
  expect(spec.podSelector).toEqual({ matchLabels: find('Deployment', 'orders').spec.selector.matchLabels });
  expect(spec.ingress).toEqual([
    {
      from: [{ podSelector: {}, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
      ports: [{ port: 8080, protocol: 'TCP' }],
    },
  ]);
  const [dns, database, ...more] = spec.egress;
  expect(dns.ports.map(({ port }: { port: number }) => port)).toEqual([53, 53]);
  expect(database.ports).toEqual([{ port: 5432, protocol: 'TCP' }]);
  expect(database.to[0].podSelector.matchLabels).toEqual({ 'cdk8s.io/metadata.addr': 'database-orders-db' });
  expect(more).toEqual([]);
});

test('no secret is in the manifests: both sides read it from the cluster', () => {
  expect(objects.some(({ kind }) => kind === 'Secret')).toBe(false);
  for (const spec of [find('StatefulSet', 'orders-db').spec.template.spec, find('Deployment', 'orders').spec.template.spec]) {
    const secrets = spec.volumes.flatMap(({ secret }: { secret?: { secretName: string } }) => (secret ? [secret.secretName] : []));
    expect(secrets).toEqual(['orders-db']);
  }
});

test('a backup each night at home, fourteen of them, on a claim of their own', () => {
  const { spec } = find('CronJob', 'orders-db-backup');
  expect(spec).toMatchObject({ schedule: '17 3 * * *', timeZone: 'Europe/Berlin', concurrencyPolicy: 'Forbid' });
  const pod = spec.jobTemplate.spec.template.spec;
  expect(env(pod.containers[0]).BACKUP_KEEP).toBe('14');
  expect(pod.volumes[0].persistentVolumeClaim.claimName).toBe('orders-db-backup');
});

test('every mount of the database has a volume or a claim template', () => {
  const { template, volumeClaimTemplates } = find('StatefulSet', 'orders-db').spec;
  const { volumes, containers, initContainers } = template.spec;
  type Named = { name: string };
  const known = [...volumes, ...volumeClaimTemplates.map(({ metadata }: { metadata: Named }) => metadata)].map(({ name }: Named) => name);
  const mounted = [...containers, ...initContainers].flatMap(({ volumeMounts }: { volumeMounts: Named[] }) =>
    volumeMounts.map(({ name }) => name),
  );
  expect([...new Set(mounted)].sort()).toEqual([...known].sort());
});
