import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const find = (kind: string, name: string) => objects.find((object) => object.kind === kind && object.metadata.name === name);
const pod = find('Job', 'invoices-db-18-upgrade').spec.template.spec;

test('synthesizes', () => {
  // The scripts have tests of their own.
  const script = /^( *)(\(\n *)?# src\/scripts\/(\S+) of .*\n(\1.*\n| *\n)*/gm;
  expect(Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text.replace(script, '$1<$3>\n')]))).toMatchSnapshot();
});

test('the tools are those of the new version', () => {
  expect([...pod.initContainers, ...pod.containers].map(({ image }) => image)).toEqual(['postgres:18.1', 'postgres:18.1']);
});

test('no disk of a database is mounted: the old data cannot be touched', () => {
  const claims = pod.volumes.flatMap(
    ({ persistentVolumeClaim }: { readonly persistentVolumeClaim?: { readonly claimName: string } }) =>
      persistentVolumeClaim?.claimName ?? [],
  );
  expect(claims).toEqual(['invoices-db-backup']);
});
