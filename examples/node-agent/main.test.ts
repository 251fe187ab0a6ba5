import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const pod = (name: string) => objects.find(({ kind, metadata }) => kind === 'DaemonSet' && metadata.name === name).spec.template.spec;

test('synthesizes', () => {
  // The script has tests of its own.
  const script = /^( *)# src\/scripts\/(\S+) of .*\n(\1.*\n| *\n)*/gm;
  expect(Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text.replace(script, '$1<$2>\n')]))).toMatchSnapshot();
});

test('nothing of the node can be written but the buffer', () => {
  for (const name of ['logs', 'node-exporter']) {
    const mounts = pod(name).containers.flatMap(({ volumeMounts }: { volumeMounts: object[] }) => volumeMounts);
    expect(
      mounts.filter(({ readOnly, name: volume }: { readOnly?: boolean; name: string }) => readOnly !== true && volume !== 'buffer'),
    ).toEqual([]);
  }
});

test('agents are no root, and have no token', () => {
  for (const name of ['logs', 'node-exporter']) {
    expect(pod(name)).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } });
  }
});

test('logs are read where their links lead, by the group of root', () => {
  expect(pod('logs').securityContext.supplementalGroups).toEqual([0]);
  expect(pod('logs').containers[0].volumeMounts).toContainEqual({ mountPath: '/var/log', name: 'logs', readOnly: true });
});
