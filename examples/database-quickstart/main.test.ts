import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';
import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const find = (kind: string, name: string) => objects.find((object) => object.kind === kind && object.metadata.name === name);
const only = (kind: string) => {
  const found = objects.filter((object) => object.kind === kind);
  expect(found).toHaveLength(1);
  return found[0];
};

test('synthesizes', () => {
  // The scripts have tests of their own.
  const script = /^( *)# src\/scripts\/(\S+) of .*\n(\1.*\n| *\n)*/gm;
  expect(Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text.replace(script, '$1<$2>\n')]))).toMatchSnapshot();
});

test('twelve lines, as the formatter of this project writes them, are all that is asked for beside imports and app', () => {
  const file = join(__dirname, 'main.ts');
  const root = join(__dirname, '..', '..');
  execFileSync(process.execPath, [join(root, 'node_modules', 'prettier', 'bin', 'prettier.cjs'), '--check', file], { cwd: root });
  const lines = readFileSync(file, 'utf8').split('\n');
  const own = lines.filter((line) => !/^(import .*|const app = new App\(\);|app\.synth\(\);|\/\/.*|)$/.test(line));
  expect(own.length).toBeLessThanOrEqual(12);
});

test('no default is unsafe: data outlives its set, its claim and its Pod', () => {
  expect(find('StatefulSet', 'catalog-db').spec.persistentVolumeClaimRetentionPolicy).toEqual({
    whenDeleted: 'Retain',
    whenScaled: 'Retain',
  });
  expect(only('StorageClass').reclaimPolicy).toBe('Retain');
  expect(only('StorageClass').metadata.annotations).toBeUndefined();
});

test('a verified backup each night, on a claim of its own, at a time that stays', () => {
  const { spec } = only('CronJob');
  expect(spec).toMatchObject({ concurrencyPolicy: 'Forbid', timeZone: 'Etc/UTC' });
  const [minute, hour, ...days] = spec.schedule.split(' ') as string[];
  expect(days).toEqual(['*', '*', '*']);
  expect(Number(hour)).toBeGreaterThanOrEqual(1);
  expect(Number(hour)).toBeLessThan(5);
  expect(Number(minute)).toBeLessThan(60);
  const pod = spec.jobTemplate.spec.template.spec;
  expect(pod.volumes[0].persistentVolumeClaim.claimName).toBe('catalog-db-backup');
  expect(pod.containers[0].args.join()).toContain('verify');
});

test('user and password come from a Secret that nobody makes here', () => {
  expect(objects.some(({ kind }) => kind === 'Secret')).toBe(false);
  const { volumes } = only('Deployment').spec.template.spec;
  expect(volumes.map(({ secret }: { secret: { secretName: string } }) => secret.secretName)).toEqual(['catalog-db']);
});

test('all that runs is closed, is no root, and reaches only what it has to', () => {
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  expect(policies.map(({ metadata }) => metadata.name as string).sort()).toEqual([
    'catalog-db-backup',
    'catalog-db-database',
    `${only('Deployment').metadata.name}-isolation`,
  ]);
  for (const { spec } of policies) expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
  const pods = objects.flatMap(({ spec }) => spec?.template?.spec ?? spec?.jobTemplate?.spec.template.spec ?? []);
  expect(pods).toHaveLength(3);
  for (const { securityContext } of pods) expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001 });
});
