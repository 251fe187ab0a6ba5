import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { SharedScratchPod } from '../../src/patterns/shared-scratch/shared-scratch-pod';
import { DatabaseFile } from '../../src/patterns/database/configuration';
import { custom, findNamed, newBackup, newDatabase } from '../patterns/database/support';
import { MountAccess } from '../../src/workloads/mount-options';
import { findKind, newChart, refusal } from '../support';

const NOT_SECRET = 'cdk8s-storage/not-secret';

function build(env: Record<string, kplus.EnvValue>, notSecret?: unknown) {
  const chart = newChart();
  new SharedScratchPod(chart, 'cache', {
    sizeLimit: Size.gibibytes(1),
    containers: [{ name: 'app', image: 'app:1', access: MountAccess.READ_WRITE, env }],
    notSecret: notSecret as Record<string, string>,
  });
  return chart;
}

const lines = (env: Record<string, kplus.EnvValue>, notSecret?: unknown) =>
  refusal(() => build(env, notSecret))
    .split('\n')
    .slice(1)
    .map((line) => line.trim());

const literal = { SESSION_TOKEN: kplus.EnvValue.fromValue('uuid') };

test('a literal secret is refused with what to do instead, and each of it works', () => {
  expect(lines(literal)).toEqual([
    'containers[0].env["SESSION_TOKEN"]: a literal. The word "token" in its name says so, and whoever reads the manifest would read it. Keep it in a Secret: mount it as a file, or take it by EnvValue.fromSecretValue(). If it is none, say why in notSecret: { "SESSION_TOKEN": "..." }.',
  ]);
  const secret = kplus.Secret.fromSecretName(newChart(), 'secret', 'session');
  expect(findKind(build({ SESSION_TOKEN: kplus.EnvValue.fromSecretValue({ secret, key: 'token' }) }), 'Pod')).toBeDefined();
  expect(findKind(build({ SESSION_TOKEN_FILE: kplus.EnvValue.fromValue('/run/secrets/session/token') }), 'Pod')).toBeDefined();
  const { metadata } = findKind(build(literal, { SESSION_TOKEN: 'a kind of token, none itself' }), 'Pod');
  expect(metadata.annotations).toEqual({ [NOT_SECRET]: 'SESSION_TOKEN: a kind of token, none itself' });
});

test.each<[string, unknown, string[]]>([
  [
    'that is none',
    'SESSION_TOKEN',
    ['notSecret: a string of 13 characters. Give an object of names and the reasons why they are no secrets.'],
  ],
  ['without a reason', { SESSION_TOKEN: ' ' }, ['notSecret["SESSION_TOKEN"]: a string of 1 character. Say in words why it is no secret.']],
  [
    'of something that is not there',
    { SESSION_TOKEN: 'x', args: 'x' },
    ['notSecret["args"]: "x". There is nothing of this name. Remove it, so that it excuses nothing later.'],
  ],
])('an excuse %s is refused', (_, notSecret, expected) => {
  expect(lines(literal, notSecret).filter((line) => line.startsWith('notSecret'))).toEqual(expected);
});

test('what environment the synthesizing process has is a literal like any other', () => {
  process.env.SESSION_TOKEN = 'hunter2';
  try {
    expect(lines({ SESSION_TOKEN: kplus.EnvValue.fromProcess('SESSION_TOKEN') })).toHaveLength(1);
  } finally {
    delete process.env.SESSION_TOKEN;
  }
});

test('a database says it of its Pods, of the ConfigMap of a file, and of the Jobs that run its scripts', () => {
  const chart = newChart();
  const script = 'dump --password=none';
  const database = newDatabase(chart, {
    engine: custom({ initialize: 'true', dump: { suffix: '.gz', dump: script, verify: 'true', restore: 'true' } }),
    initFiles: { 'a.sh': DatabaseFile.fromText('PASSWORD=none') },
    notSecret: { args: 'the word of the program for no password', 'a.sh': 'the same' },
  });
  newBackup(chart, { database });
  const all = 'a.sh: the same; args: the word of the program for no password';
  expect(findKind(chart, 'StatefulSet').spec.template.metadata.annotations).toMatchObject({ [NOT_SECRET]: all });
  expect(findNamed(chart, 'ConfigMap', 'orders-db-init').metadata.annotations).toEqual({ [NOT_SECRET]: 'a.sh: the same' });
  expect(findKind(chart, 'CronJob').spec.jobTemplate.spec.template.metadata.annotations).toEqual({
    [NOT_SECRET]: 'args: the word of the program for no password',
  });
});
