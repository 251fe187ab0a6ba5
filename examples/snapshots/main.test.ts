import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const find = (kind: string, name: string) => objects.find((object) => object.kind === kind && object.metadata.name === name);

test('synthesizes', () => {
  // The script has tests of its own.
  const script = /^( *)# src\/scripts\/(\S+) of .*\n(\1.*\n| *\n)*/gm;
  expect(Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text.replace(script, '$1<$2>\n')]))).toMatchSnapshot();
});

test('what is kept by hand outlives its namespace, what a schedule prunes goes with its copy', () => {
  expect(find('VolumeSnapshotClass', 'wiki-kept').deletionPolicy).toBe('Retain');
  expect(find('VolumeSnapshotClass', 'wiki-nightly').deletionPolicy).toBe('Delete');
});

test('the copy begins with the snapshot, and is as large as what it is of', () => {
  const { spec } = find('PersistentVolumeClaim', 'pages-before-upgrade');
  expect(spec.dataSource).toEqual({ apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'before-upgrade' });
  expect(spec.resources.requests.storage).toBe(find('PersistentVolumeClaim', 'pages').spec.resources.requests.storage);
});

test('a run may create, delete and list snapshots of its kind, and nothing else', () => {
  expect(find('Role', 'pages-snapshots').rules).toEqual([
    { apiGroups: ['snapshot.storage.k8s.io'], resources: ['volumesnapshots'], verbs: ['create', 'delete', 'list'] },
  ]);
  expect(find('Role', 'search-snapshots').rules).toEqual([
    { apiGroups: ['groupsnapshot.storage.k8s.io'], resources: ['volumegroupsnapshots'], verbs: ['create', 'delete', 'list'] },
  ]);
});
