import { objectsOf, synthesize } from '../synthesize';

const files = synthesize(__dirname);
const objects = objectsOf(files);
const pod = objects.find(({ kind }) => kind === 'Pod');
const container = (name: string) => [...pod.spec.initContainers, ...pod.spec.containers].find((item) => item.name === name);

test('synthesizes', () => {
  expect(files).toMatchSnapshot();
});

test('the shipper cannot change the logs that it reads', () => {
  expect(container('log-shipper').volumeMounts[0]).toEqual({ name: 'scratch', mountPath: '/logs', readOnly: true });
});

test('the pages are seeded before the server starts, into a directory that its log is not in', () => {
  expect(container('seed-scratch').args.slice(0, 2)).toEqual(['/content', '/scratch/pages']);
});

test('the Pod may fill its scratch volume without being evicted for it', () => {
  const limits = pod.spec.containers.map(({ resources }: { resources: { limits: Record<string, string> } }) =>
    Number.parseInt(resources.limits['ephemeral-storage']),
  ) as number[];
  const volumes = pod.spec.volumes.map(({ emptyDir }: { emptyDir: { sizeLimit: string } }) =>
    emptyDir.sizeLimit === '1Gi' ? 1024 : Number.parseInt(emptyDir.sizeLimit),
  ) as number[];
  const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
  expect(sum(limits)).toBeGreaterThan(sum(volumes));
});

test('only the ingress controller comes in, only logs go out', () => {
  const { spec } = objects.find(({ kind }) => kind === 'NetworkPolicy');
  const namespace = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
  expect(spec.ingress).toEqual([
    { from: [{ podSelector: {}, namespaceSelector: namespace('ingress-nginx') }], ports: [{ port: 8080, protocol: 'TCP' }] },
  ]);
  expect(spec.egress[1]).toEqual({ to: [{ podSelector: {}, namespaceSelector: namespace('logging') }] });
});
