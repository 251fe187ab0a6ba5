import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const find = (kind: string, name: string) => objects.find((object) => object.kind === kind && object.metadata.name === name);
const pod = find('CronJob', 'pages-backup').spec.jobTemplate.spec.template.spec;

test('synthesizes', () => {
  // The scripts have tests of their own.
  const script = /^( *)# src\/scripts\/(\S+) of .*\n(\1.*\n| *\n)*/gm;
  expect(Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text.replace(script, '$1<$2>\n')]))).toMatchSnapshot();
});

test('the backup runs where the disk is', () => {
  const [term] = pod.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution;
  expect(term).toEqual({ labelSelector: find('Deployment', 'wiki').spec.selector, topologyKey: 'kubernetes.io/hostname' });
});

test('the data is only read, and the backups lie on another claim', () => {
  expect(pod.volumes).toEqual([
    { name: 'source', persistentVolumeClaim: { claimName: 'pages', readOnly: true } },
    { name: 'backups', persistentVolumeClaim: { claimName: 'pages-backup', readOnly: false } },
  ]);
});

test('a restore reads the backups, and writes to a claim of its own', () => {
  const { volumes } = find('Job', 'pages-restored-20261120t014000z-restore').spec.template.spec;
  expect(volumes).toEqual([
    { name: 'target', persistentVolumeClaim: { claimName: 'pages-restored', readOnly: false } },
    { name: 'backups', persistentVolumeClaim: { claimName: 'pages-backup', readOnly: true } },
  ]);
});
