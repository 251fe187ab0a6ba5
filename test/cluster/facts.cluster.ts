import * as fc from 'fast-check';
import { actionProblems, probeProblems } from '../../src/facts/kubernetes/actions';
import { FieldProblem } from '../../src/facts/kubernetes/field-problem';
import { volumeProblems } from '../../src/facts/kubernetes/pod-volumes';
import { containerMountProblems } from '../../src/facts/kubernetes/volume-mounts';
import { containerPortProblems, policyPortProblems } from '../../src/facts/kubernetes/ports';
import { rollingUpdateProblems } from '../../src/facts/kubernetes/rollouts';
import { selectorProblems } from '../../src/facts/kubernetes/selectors';
import { variableSourceProblems, variablesSourceProblems } from '../../src/facts/kubernetes/variable-sources';
import { ApiClient, Manifest, Refused } from './client';
import { lostFields } from './round-trip';
import { connect, count, ensureNamespace, removeMade, SEED, serverVersion } from './session';

/*
 * What we say the API server refuses, it refuses, warns of or changes; what we say it takes, it takes. So nothing is refused that works.
 */

let api: ApiClient;
let version: number;

beforeAll(async () => {
  api = connect();
  version = await serverVersion(api);
  await ensureNamespace(api, NAMESPACES.restricted);
  await ensureNamespace(api, NAMESPACES.open, 'privileged');
});

afterAll(async () => {
  await removeMade(api);
  api.close();
});

const NAMESPACES = { restricted: 'cdk8s-storage-facts', open: 'cdk8s-storage-facts-open' };
const RUNS = 150;

const numbers = fc.constantFrom(0, 1, 2, 80, -1, 1.5, 65535, 65536, 2 ** 31 - 1, 2 ** 31);
const ports = fc.oneof(fc.integer({ min: 1, max: 65535 }), numbers, fc.constantFrom('web', 'HTTP', '', '80', 'a--b', 'x'.repeat(16)));
const some = <T extends object>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) => fc.record(model, { requiredKeys: [] });
const names = fc.constantFrom(
  'a',
  'A',
  'a_b',
  'a.b',
  '',
  ' ',
  '-a',
  '..',
  '..a',
  '.',
  'x'.repeat(63),
  'x'.repeat(64),
  'x'.repeat(254),
  'ä',
);
const labels = fc.dictionary(names, fc.constantFrom('', 'a', 'A_b.c', '-', 'a b', 'x'.repeat(64)), { maxKeys: 2 });

const hosts = () => (version < 1034 ? fc.constant('') : fc.constantFrom('', '127.0.0.1', 'localhost'));
const actions = () =>
  fc.oneof(
    fc.constantFrom<string[]>(['true'], [], ['']).map((command) => ({ exec: { command } })),
    fc
      .tuple(
        fc.constantFrom('/healthz', '', 'a b', '?a'),
        some({ host: hosts(), scheme: fc.constantFrom('HTTP', 'HTTPS', 'http', '') }),
        ports,
      )
      .map(([path, more, port]) => ({ httpGet: { path, port, ...more } })),
    ports.map((port) => ({ tcpSocket: { port } })),
  );

const mostlySane = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(1, 30) }, { weight: 1, arbitrary: numbers });

const probes = () =>
  fc
    .tuple(
      fc.oneof({ weight: 2, arbitrary: fc.constant({ tcpSocket: { port: 80 } }) }, { weight: 1, arbitrary: actions() }),
      some({
        failureThreshold: mostlySane,
        successThreshold: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constantFrom(0, 2, 3) }),
        periodSeconds: mostlySane,
        timeoutSeconds: mostlySane,
        initialDelaySeconds: mostlySane,
      }),
    )
    .map(([action, more]) => ({ ...action, ...more }));

const SECURITY = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

const pod = (container: object, spec: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'facts' },
  spec: {
    automountServiceAccountToken: false,
    serviceAccountName: 'default',
    containers: [
      { name: 'app', image: 'nginx:1.29.1', ports: [{ containerPort: 80, name: 'web' }], securityContext: SECURITY, ...container },
    ],
    ...spec,
  },
});

const policy = (spec: object): Manifest => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'facts' },
  spec: { podSelector: { matchLabels: { a: 'b' } }, policyTypes: ['Ingress'], ...spec },
});

const deployment = (rollingUpdate: object): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'facts' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { a: 'b' } },
    strategy: { type: 'RollingUpdate', rollingUpdate },
    template: { metadata: { labels: { a: 'b' } }, spec: (pod({}) as { spec: object }).spec },
  },
});

interface Fact {
  /** Values of which about half are refused. */
  readonly values: () => fc.Arbitrary<object>;
  readonly manifest: (value: object) => Manifest;
  readonly problems: (value: object) => readonly FieldProblem[];
  readonly namespace?: string;
}

const withVolume = (volume: object, mount: object = {}): Manifest =>
  pod({ volumeMounts: [{ name: (volume as { name?: string }).name, mountPath: '/data', ...mount }] }, { volumes: [volume] });

const FACTS: Readonly<Record<string, Fact>> = {
  handlers: {
    values: actions,
    manifest: (action) => pod({ lifecycle: { preStop: action } }),
    problems: (action) => actionProblems(action, ['web']),
  },
  ...Object.fromEntries(
    (['liveness', 'readiness', 'startup'] as const).map((kind) => [
      `${kind} probes`,
      {
        values: probes,
        manifest: (probe: object) => pod({ [`${kind}Probe`]: probe }),
        problems: (probe: object) => probeProblems(probe, kind, ['web']),
      },
    ]),
  ),
  'ports of containers': {
    values: () =>
      fc.record(
        {
          containerPort: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(80, 65535) }, { weight: 1, arbitrary: numbers }),
          name: fc.oneof(names, fc.constantFrom('http', '80', 'a--b', 'x'.repeat(15))).filter((name) => name !== ''),
          protocol: fc.constantFrom('TCP', 'UDP', 'SCTP', 'TCP', 'tcp', 'http'),
          hostPort: fc.oneof({ weight: 5, arbitrary: fc.constant(8080) }, { weight: 1, arbitrary: numbers.filter((port) => port !== 0) }),
          hostIP: fc.constantFrom('10.0.0.1', '::'),
        },
        { requiredKeys: ['containerPort'] },
      ),
    manifest: (port) => pod({ ports: [port] }),
    problems: (port) => containerPortProblems(port),
    namespace: NAMESPACES.open,
  },
  'sources of variables': {
    values: () =>
      fc.oneof(
        some({
          fieldPath: fc.constantFrom(
            'metadata.name',
            'status.podIPs',
            'spec.x',
            "metadata.labels['a']",
            "metadata.labels['a b']",
            'metadata.labels',
            '',
          ),
          apiVersion: fc.constantFrom('v1', 'v2'),
        }).map((fieldRef) => ({ fieldRef })),
        fc
          .record(
            {
              resource: fc.constantFrom('limits.cpu', 'requests.memory', 'limits.ephemeral-storage', 'limits.pods', 'cpu', ''),
              divisor: fc.constantFrom('1', '1m', '1k', '1Mi', '1Ei', '2', 'x'),
              containerName: fc.constant('app'),
            },
            { requiredKeys: ['resource'] },
          )
          .map((resourceFieldRef) => ({ resourceFieldRef })),
        fc.tuple(names, names).map(([name, key]) => ({ secretKeyRef: { name, key } })),
        fc.tuple(names, names).map(([name, key]) => ({ configMapKeyRef: { name, key } })),
      ),
    manifest: (valueFrom) => pod({ env: [{ name: 'A', valueFrom }] }),
    problems: (source) => variableSourceProblems(source),
  },
  'objects as variables': {
    values: () =>
      fc
        .tuple(
          names,
          fc.constantFrom('configMapRef', 'secretRef'),
          fc.constantFrom('', 'P_', 'a.b-', '=', 'ä', ...(version < 1034 ? ['1', 'a b', '..'] : [])),
        )
        .map(([name, ref, prefix]) => ({ [ref]: { name }, ...(prefix !== '' && { prefix }) })),
    manifest: (source) => pod({ envFrom: [source] }),
    problems: (source) => variablesSourceProblems(source),
  },
  volumes: {
    values: () =>
      fc
        .tuple(
          fc.oneof(names, fc.constant('a')),
          fc.oneof(
            some({ defaultMode: fc.oneof(numbers, fc.constantFrom(0o777, 0o1000)) }).map((more) => ({
              secret: { secretName: 'a', ...more },
            })),
            fc
              .tuple(
                fc.constantFrom('a', ''),
                fc.constantFrom('file', '../up', '/file', '', 'a/b', '..a', 'a/../b'),
                fc.option(numbers, { nil: undefined }),
              )
              .map(([key, path, mode]) => ({ configMap: { name: 'a', items: [{ key, path, ...(mode !== undefined && { mode }) }] } })),
            fc.constantFrom('a', 'A.b', 'a_b', 'a b', '', 'x'.repeat(63), 'x'.repeat(64)).map((driver) => ({ csi: { driver } })),
          ),
        )
        .map(([name, source]) => ({ name, ...source })),
    manifest: (volume) => withVolume(volume),
    problems: (volume) => volumeProblems(volume as Record<string, unknown>),
  },
  mounts: {
    values: () =>
      some({
        subPath: fc.constantFrom('a', '/a', '../a', 'a/../b', '.', '..a'),
        subPathExpr: fc.constantFrom('$(A)', '/a', '../a'),
        mountPropagation: fc.constantFrom('None', 'HostToContainer', 'Bidirectional'),
      }),
    manifest: (mount) => withVolume({ name: 'a', emptyDir: {} }, mount),
    problems: (mount) => containerMountProblems(mount),
  },
  selectors: {
    values: () =>
      fc.record(
        {
          matchLabels: labels,
          matchExpressions: fc.array(
            fc.oneof(
              fc.record({
                key: names,
                operator: fc.constantFrom('In', 'NotIn'),
                values: fc.array(fc.constantFrom('a', 'a b', ''), { maxLength: 2 }),
              }),
              fc.record({ key: names, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
            ),
            { minLength: 1, maxLength: 2 },
          ),
        },
        { requiredKeys: ['matchLabels'] },
      ),
    manifest: (podSelector) => policy({ ingress: [{ from: [{ podSelector }] }] }),
    problems: (selector) => selectorProblems(selector),
  },
  'ports of policies': {
    values: () =>
      fc.record(
        { port: ports, endPort: numbers.filter((port) => port !== 0), protocol: fc.constantFrom('TCP', 'UDP', 'tcp') },
        { requiredKeys: ['protocol'] },
      ),
    manifest: (port) => policy({ ingress: [{ ports: [port] }] }),
    problems: (port) => policyPortProblems(port),
  },
  rollouts: {
    values: () => {
      const pods = fc.oneof(numbers, fc.constantFrom('25%', '100%', '101%', '-1%', '1.5%', 'NaN%', '25'));
      return fc.record({ maxSurge: pods, maxUnavailable: pods.filter((amount) => amount !== 0) });
    },
    manifest: deployment,
    problems: (amounts) => rollingUpdateProblems(amounts),
  },
};

/** Why the server does not take a manifest as it is; undefined where it does. */
async function refusalOf(manifest: Manifest, namespace: string): Promise<string | undefined> {
  try {
    const { body, warnings } = await api.apply(manifest, { dryRun: true, namespace, force: true });
    return [...warnings, ...lostFields(manifest, body)][0];
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

test.each(Object.entries(FACTS))(
  '%s',
  async (title, { values, manifest, problems, namespace = NAMESPACES.restricted }) => {
    const counts = { taken: 0, refused: 0 };
    for (const value of fc.sample(values(), { seed: SEED, numRuns: RUNS })) {
      const ours = problems(value);
      const theirs = await refusalOf(manifest(value), namespace);
      counts[ours.length === 0 ? 'taken' : 'refused'] += 1;
      if (ours.length > 0 !== (theirs !== undefined)) {
        throw new Error(`${JSON.stringify(value)}: we say ${JSON.stringify(ours)}, the server says ${theirs}`);
      }
    }
    count('facts compared', RUNS);
    expect({ [title]: counts.taken > 0 && counts.refused > 0 }).toEqual({ [title]: true });
  },
  300_000,
);
