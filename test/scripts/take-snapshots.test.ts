import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadScript } from '../../src/scripts/load-script';
import { Run, shellsUnderTest, testArea } from './shells';

/*
 * What the script says before it asks a server for anything; with servers it is tested in test/cluster/snapshots.cluster.ts.
 */

const TEXT = loadScript('take-snapshots');
const area = testArea();
const shells = shellsUnderTest();

const SETTINGS = {
  SNAPSHOT_NAME: 'nightly',
  SNAPSHOT_NAMESPACE: 'shop',
  SNAPSHOT_CLASS: 'disks.v1',
  SNAPSHOT_KEEP: '7',
  SNAPSHOT_WAIT: '600',
};

describe.each(shells)('take-snapshots under $name', (shell) => {
  // Never reached: the settings are looked at first.
  const kubectl = join(area, `kubectl of ${shell.name}`);
  mkdirSync(kubectl);
  writeFileSync(join(kubectl, 'kubectl'), '#!/bin/sh\necho asked >&2\nexit 1\n', { mode: 0o755 });

  const start = (args: readonly string[], env: Record<string, string>, path = `${kubectl}:${shell.path}`): Run =>
    new Run(shell, TEXT, 'take-snapshots', args, { env: { ...SETTINGS, TMPDIR: '/tmp', ...env, PATH: path } });

  const label = 'use a-z 0-9 -, a letter or digit first.';
  test.each<[Record<string, string>, readonly string[], string]>([
    [{ SNAPSHOT_NAME: '' }, ['data'], `SNAPSHOT_NAME is '': ${label}`],
    [{ SNAPSHOT_NAME: 'a b' }, ['data'], `SNAPSHOT_NAME is 'a b': ${label}`],
    [{ SNAPSHOT_NAMESPACE: '-x' }, ['data'], `SNAPSHOT_NAMESPACE is '-x': ${label}`],
    [{ SNAPSHOT_CLASS: 'A' }, ['data'], "SNAPSHOT_CLASS is 'A': use a-z 0-9 . -, a letter or digit first."],
    ...['', '0', '01', '-1', '1.5', 'all', '100000'].map((keep): [Record<string, string>, readonly string[], string] => [
      { SNAPSHOT_KEEP: keep },
      ['data'],
      `SNAPSHOT_KEEP is '${keep}', must be a number from 1 to 99999.`,
    ]),
    [{ SNAPSHOT_WAIT: '1h' }, ['data'], "SNAPSHOT_WAIT is '1h', must be a number of seconds."],
    [{ SNAPSHOT_RUN: 'a"b' }, ['data'], `SNAPSHOT_RUN is 'a"b': use a-z 0-9 . -, or leave it out.`],
    [{ SNAPSHOT_SELECTOR: 'a=b' }, ['data'], 'Give names of claims or SNAPSHOT_SELECTOR, not both.'],
    [{}, [], 'Give names of claims, or SNAPSHOT_SELECTOR for a group.'],
    [{ SNAPSHOT_SELECTOR: 'a="b"' }, [], `SNAPSHOT_SELECTOR is 'a="b"': write labels as in a=b,c=d.`],
    [{ SNAPSHOT_SELECTOR: 'a' }, [], "SNAPSHOT_SELECTOR is 'a': write labels as in a=b,c=d."],
    [{}, ['data', '--all'], "the claim '--all' has no name of a claim: use a-z 0-9 . -, a letter or digit first."],
    [{}, [''], "the claim '' has no name of a claim: use a-z 0-9 . -, a letter or digit first."],
  ])('refuses %j of %j', async (env, args, message) => {
    expect(await start(args, env).result).toEqual({ status: 2, signal: null, stdout: '', stderr: `take-snapshots: ${message}\n` });
  });

  test('says which programs an image needs that has no kubectl', async () => {
    const without = join(area, `without of ${shell.name}`);
    mkdirSync(without);
    for (const tool of ['date', 'mktemp', 'sed', 'sort', 'tail', 'tr']) symlinkSync('/bin/true', join(without, tool));
    expect(await start(['data'], {}, without).result).toMatchObject({
      status: 2,
      stderr: 'take-snapshots: there is no kubectl in this image. It needs a shell, kubectl, date, mktemp, sed, sort, tail and tr.\n',
    });
  });

  // With a limit of time kubectl does not look for them itself: kubernetes/kubernetes#49343.
  test.each([
    ['10.96.0.1', 'https://10.96.0.1:443'],
    ['fd00::1', 'https://[fd00::1]:443'],
  ])('tells kubectl of the server %s and of its account, as a Pod has them', async (host, server) => {
    const shows = join(area, `shows of ${shell.name}`);
    mkdirSync(shows, { recursive: true });
    writeFileSync(join(shows, 'kubectl'), '#!/bin/sh\ncat "$KUBECONFIG" >&2\nexit 1\n', { mode: 0o755 });
    const env = { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: '443' };
    const { stderr } = await start(['data'], env, `${shows}:${shell.path}`).result;
    const account = '/var/run/secrets/kubernetes.io/serviceaccount';
    expect(JSON.parse(/\{.*\}/.exec(stderr)![0])).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'in', cluster: { server, 'certificate-authority': `${account}/ca.crt` } }],
      users: [{ name: 'in', user: { tokenFile: `${account}/token` } }],
      contexts: [{ name: 'in', context: { cluster: 'in', user: 'in' } }],
      'current-context': 'in',
    });
  });

  test('leaves kubectl the configuration that it was given', async () => {
    const shows = join(area, `given of ${shell.name}`);
    mkdirSync(shows);
    writeFileSync(join(shows, 'kubectl'), '#!/bin/sh\necho "$KUBECONFIG" >&2\nexit 1\n', { mode: 0o755 });
    const env = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBECONFIG: '/given' };
    expect((await start(['data'], env, `${shows}:${shell.path}`).result).stderr).toContain('cannot list what is there: /given ');
  });

  test('tells what kubectl says that is no matter of settings, and may be tried again', async () => {
    expect(await start(['data'], {}).result).toMatchObject({
      status: 1,
      stderr: 'take-snapshots: cannot list what is there: asked Older ones are still there.\n',
    });
  });
});
