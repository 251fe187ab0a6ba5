import { App, Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { MountAccess, ScratchContainer, ScratchMedium, SeccompProfile, SharedScratchPod, SharedScratchPodProps } from '../../../src';
import { findKind, Manifest, manifests, newChart, refusal, yaml } from '../../support';

const writer: ScratchContainer = { name: 'writer', image: 'busybox:1.37.0', access: MountAccess.READ_WRITE };
const reader: ScratchContainer = { name: 'reader', image: 'busybox:1.37.0' };
const seed = { image: 'registry.example.com/content:3', path: '/content' };

function props(more: Partial<SharedScratchPodProps> = {}): SharedScratchPodProps {
  return { sizeLimit: Size.gibibytes(1), containers: [writer, reader], ...more };
}

function podOf(more: Partial<SharedScratchPodProps> = {}): Manifest {
  const chart = newChart();
  new SharedScratchPod(chart, 'cache', props(more));
  return findKind(chart, 'Pod');
}

const containerOf = (pod: Manifest, name: string): Manifest =>
  [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((container: Manifest) => container.name === name);

describe('SharedScratchPod', () => {
  test('synthesizes', () => {
    const chart = newChart();
    new SharedScratchPod(chart, 'cache', props({ seed }));
    expect(yaml(chart)).toMatchSnapshot();
  });

  test('exposes the pod and the scratch volume, so that kplus goes on from there', () => {
    const chart = newChart();
    const cache = new SharedScratchPod(chart, 'cache', props());
    expect(cache.name).toBe('cache');
    expect(cache.pod).toBeInstanceOf(kplus.Pod);
    expect(cache.scratch.sizeLimit.toGibibytes()).toBe(1);
    const late = cache.pod.addContainer({ image: 'late:1', name: 'late', resources: {} });
    late.mount('/work', cache.scratch);
    expect(containerOf(findKind(chart, 'Pod'), 'late').volumeMounts).toEqual([{ mountPath: '/work', name: 'scratch' }]);
  });

  describe('the scratch volume', () => {
    test('is read-only for whoever only reads, so that not even a bug can write', () => {
      const pod = podOf();
      expect(containerOf(pod, 'writer').volumeMounts).toEqual([{ name: 'scratch', mountPath: '/scratch' }]);
      expect(containerOf(pod, 'reader').volumeMounts).toEqual([{ name: 'scratch', mountPath: '/scratch', readOnly: true }]);
    });

    test('is mounted where the Pod says, or where a container says', () => {
      const pod = podOf({ mountPath: '/shared/', containers: [writer, { ...reader, mountPath: '/logs' }] });
      expect(containerOf(pod, 'writer').volumeMounts[0].mountPath).toBe('/shared');
      expect(containerOf(pod, 'reader').volumeMounts[0].mountPath).toBe('/logs');
    });

    test('has a size limit, also one of MiB', () => {
      expect(podOf({ sizeLimit: Size.mebibytes(1500) }).spec.volumes).toEqual([{ name: 'scratch', emptyDir: { sizeLimit: '1500Mi' } }]);
    });

    test('can be a disk of a class, which takes nothing of the node', () => {
      const pod = podOf({ medium: ScratchMedium.volumeOf({ storageClassName: 'fast' }) });
      expect(pod.spec.volumes).toEqual([
        {
          name: 'scratch',
          ephemeral: {
            volumeClaimTemplate: {
              spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } },
            },
          },
        },
      ]);
      expect(containerOf(pod, 'writer').resources.requests['ephemeral-storage']).toBe('64Mi');
    });
  });

  describe('the room on disk', () => {
    test('is part of what the first writer requests and may use: the kubelet compares the Pod with the sum of the limits', () => {
      const pod = podOf({ containers: [reader, writer] });
      expect(containerOf(pod, 'writer').resources).toEqual({
        requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '1088Mi' },
        limits: { cpu: '500m', memory: '256Mi', 'ephemeral-storage': '1280Mi' },
      });
      expect(containerOf(pod, 'reader').resources).toEqual({
        requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
        limits: { cpu: '500m', memory: '256Mi', 'ephemeral-storage': '256Mi' },
      });
    });

    test('goes to a container that names no limit of its own', () => {
      const own = { ephemeralStorage: { request: Size.mebibytes(10), limit: Size.mebibytes(500) } };
      const pod = podOf({
        containers: [
          { ...writer, resources: own },
          { ...writer, name: 'other' },
        ],
      });
      expect(containerOf(pod, 'writer').resources.limits['ephemeral-storage']).toBe('500Mi');
      expect(containerOf(pod, 'other').resources.limits['ephemeral-storage']).toBe('1280Mi');
    });

    test('raises the default limit of a container that names only a request', () => {
      const pod = podOf({ containers: [{ ...writer, resources: { ephemeralStorage: { request: Size.mebibytes(10) } } }] });
      expect(containerOf(pod, 'writer').resources.requests['ephemeral-storage']).toBe('1034Mi');
      expect(containerOf(pod, 'writer').resources.limits['ephemeral-storage']).toBe('1280Mi');
    });

    test('counts writable paths into limits that are named', () => {
      const limited = (limit: number, more: object) => ({
        ...writer,
        resources: { ephemeralStorage: { limit: Size.mebibytes(limit) } },
        ...more,
      });
      expect(refusal(() => podOf({ containers: [limited(1100, { writablePaths: ['/tmp', '/run'] })] }))).toBe(
        'SharedScratchPod at shop/cache: 1 problem\n' +
          '  sizeLimit: "1Gi". A Pod is evicted when its volumes, layers and logs exceed the ephemeral-storage limits of its containers: ' +
          'writer 1100Mi is not above 1Gi + 128Mi of other scratch. Raise a limit, or leave it out so that it follows from sizeLimit.',
      );
      expect(refusal(() => podOf({ containers: [limited(60, { writablePaths: ['/tmp'] }), reader] }))).toBe(
        'SharedScratchPod at shop/cache: 1 problem\n' +
          '  containers: "64Mi". A Pod is evicted when its volumes, layers and logs exceed the ephemeral-storage limits of its containers: ' +
          'writer 60Mi is not above 64Mi. Raise a limit, or leave it out so that it follows from sizeLimit.',
      );
      expect(() => podOf({ containers: [limited(1200, { writablePaths: ['/tmp', '/run'] })] })).not.toThrow();
    });

    test('is refused with the arithmetic where all limits are named and too small', () => {
      const limits = (size: number) => ({ ephemeralStorage: { limit: Size.mebibytes(size) } });
      const build = () =>
        podOf({
          containers: [
            { ...writer, resources: limits(600) },
            { ...reader, resources: limits(424) },
          ],
        });
      expect(refusal(build)).toBe(
        'SharedScratchPod at shop/cache: 1 problem\n' +
          '  sizeLimit: "1Gi". A Pod is evicted when its volumes, layers and logs exceed the ephemeral-storage limits of its containers: ' +
          'writer 600Mi + reader 424Mi = 1Gi is not above 1Gi. Raise a limit, or leave it out so that it follows from sizeLimit.',
      );
    });

    test('is taken as it is where all limits are named and large enough', () => {
      const resources = { ephemeralStorage: { request: Size.mebibytes(100), limit: Size.gibibytes(1) } };
      const pod = podOf({
        containers: [
          { ...writer, resources },
          { ...reader, resources },
        ],
      });
      expect(containerOf(pod, 'writer').resources.limits['ephemeral-storage']).toBe('1Gi');
    });
  });

  describe('the room in memory', () => {
    const medium = ScratchMedium.MEMORY;
    const sizeLimit = Size.mebibytes(256);

    test('is added to what every writer requests and may use, since what it writes counts as its memory', () => {
      const pod = podOf({ medium, sizeLimit });
      expect(pod.spec.volumes).toEqual([{ name: 'scratch', emptyDir: { medium: 'Memory', sizeLimit: '256Mi' } }]);
      expect(containerOf(pod, 'writer').resources.requests.memory).toBe('384Mi');
      expect(containerOf(pod, 'writer').resources.limits.memory).toBe('512Mi');
      expect(containerOf(pod, 'writer').resources.limits['ephemeral-storage']).toBe('256Mi');
      expect(containerOf(pod, 'reader').resources.limits.memory).toBe('256Mi');
    });

    test('is added to a request that is given, within the limit that is given', () => {
      const resources = { memory: { request: Size.mebibytes(200), limit: Size.mebibytes(456) } };
      const pod = podOf({ medium, sizeLimit, containers: [{ ...writer, resources }] });
      expect(containerOf(pod, 'writer').resources.requests.memory).toBe('456Mi');
      expect(containerOf(pod, 'writer').resources.limits.memory).toBe('456Mi');
    });

    test('leaves the rest of a given limit as request, and makes room above a given request', () => {
      const tight = podOf({ medium, sizeLimit, containers: [{ ...writer, resources: { memory: { limit: Size.mebibytes(300) } } }] });
      expect(containerOf(tight, 'writer').resources).toMatchObject({ requests: { memory: '300Mi' }, limits: { memory: '300Mi' } });
      const large = podOf({ medium, sizeLimit, containers: [{ ...writer, resources: { memory: { request: Size.mebibytes(400) } } }] });
      expect(containerOf(large, 'writer').resources).toMatchObject({ requests: { memory: '656Mi' }, limits: { memory: '656Mi' } });
    });

    test('is refused at the limit: a full volume would kill the container again and again', () => {
      const resources = { memory: { limit: Size.mebibytes(256) } };
      expect(refusal(() => podOf({ medium, sizeLimit, containers: [{ ...writer, resources }] }))).toBe(
        'SharedScratchPod at shop/cache: 1 problem\n' +
          '  sizeLimit: "256Mi". What is written to memory counts as memory of the container writer: 256Mi is not below its limit of 256Mi, ' +
          'so a full volume would kill it. Raise the limit or lower sizeLimit.',
      );
    });

    test('is refused with the arithmetic where the request leaves no room for it', () => {
      const resources = { memory: { request: Size.mebibytes(300), limit: Size.mebibytes(512) } };
      expect(refusal(() => podOf({ medium, sizeLimit, containers: [{ ...writer, resources }] }))).toBe(
        'SharedScratchPod at shop/cache: 1 problem\n' +
          '  sizeLimit: "256Mi". What is written to memory counts as memory of the container writer: its request of 300Mi + 256Mi = 556Mi, ' +
          'above its limit of 512Mi. Raise the limit, or lower the request or sizeLimit.',
      );
    });

    test('is asked of the seed too, which writes first', () => {
      const pod = podOf({ medium, sizeLimit, seed });
      expect(containerOf(pod, 'seed-scratch').resources.limits.memory).toBe('512Mi');
      const resources = { memory: { limit: Size.mebibytes(256) } };
      expect(refusal(() => podOf({ medium, sizeLimit, seed: { ...seed, resources } }))).toBe(
        'SharedScratchPod at shop/cache: 1 problem\n' +
          '  seed.resources.memory: "256Mi". What is written to memory counts as memory of the container seed-scratch: 256Mi is not below its ' +
          'limit of 256Mi, so a full volume would kill it. Raise the limit or lower sizeLimit.',
      );
    });
  });

  describe('a seed', () => {
    test('is copied by an init container that runs the seeding script', () => {
      const init = containerOf(podOf({ seed }), 'seed-scratch');
      expect(init.image).toBe(seed.image);
      expect(init.command.slice(0, 2)).toEqual(['sh', '-c']);
      expect(init.command[2]).toContain('mv -T');
      expect(init.args).toEqual(['/content', '/scratch/seed', expect.stringMatching(/^[0-9a-f]{12}$/)]);
      expect(init.volumeMounts).toEqual([{ name: 'scratch', mountPath: '/scratch' }]);
    });

    test('has a version that follows from image and path, unless one is given', () => {
      const version = (more: object) => containerOf(podOf({ seed: { ...seed, ...more } }), 'seed-scratch').args[2];
      expect(version({})).toBe(version({}));
      expect(version({ image: 'registry.example.com/content:4' })).not.toBe(version({}));
      expect(version({ path: '/other' })).not.toBe(version({}));
      expect(version({ version: '2026.11' })).toBe('2026.11');
    });

    test('does not hide the files that it copies', () => {
      const init = containerOf(podOf({ seed: { ...seed, path: '/scratch/files' } }), 'seed-scratch');
      expect(init.volumeMounts[0].mountPath).toBe('/seed-target');
      expect(init.args[1]).toBe('/seed-target/seed');
    });

    test('is enough for containers that only read', () => {
      expect(containerOf(podOf({ seed, containers: [reader] }), 'reader').resources.limits['ephemeral-storage']).toBe('1280Mi');
    });

    test('is found by a container where the volume is mounted there', () => {
      const cache = new SharedScratchPod(
        newChart(),
        'cache',
        props({ seed: { ...seed, directory: 'pages' }, containers: [writer, { ...reader, mountPath: '/srv' }] }),
      );
      expect(cache.seededPath('writer')).toBe('/scratch/pages/current');
      expect(cache.seededPath('reader')).toBe('/srv/pages/current');
      expect(refusal(() => cache.seededPath('nobody'))).toBe(
        'SharedScratchPod at shop/cache: 1 problem\n  container: "nobody". The Pod has no such container: it has writer, reader.',
      );
      expect(refusal(() => new SharedScratchPod(newChart(), 'bare', props()).seededPath('writer'))).toBe(
        'SharedScratchPod at shop/bare: 1 problem\n  seed: missing. The Pod starts with an empty volume. Give it a seed.',
      );
    });
  });

  describe('hardening', () => {
    test('meets the restricted Pod Security Standard in every container, init containers and late ones included', () => {
      const chart = newChart();
      const cache = new SharedScratchPod(chart, 'cache', props({ seed, containers: [{ ...writer, writablePaths: ['/tmp'] }] }));
      cache.pod.addContainer({ name: 'late', image: 'late:1', resources: { memory: { limit: Size.mebibytes(1) } } });
      const { spec } = findKind(chart, 'Pod');
      expect(spec.securityContext).toEqual({
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        fsGroup: 10001,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(spec.automountServiceAccountToken).toBe(false);
      expect(spec.enableServiceLinks).toBe(false);
      for (const container of [...spec.containers, ...spec.initContainers]) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          privileged: false,
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
        });
        expect(Object.keys(container.resources.limits)).toContain('ephemeral-storage');
      }
    });

    test('gives programs under a read-only root file system the directories that they write to', () => {
      const pod = podOf({ containers: [{ ...writer, writablePaths: ['/tmp', '/var/cache/app'] }] });
      expect(containerOf(pod, 'writer').volumeMounts.slice(1)).toEqual([
        { name: 'writer-writable-0', mountPath: '/tmp' },
        { name: 'writer-writable-1', mountPath: '/var/cache/app' },
      ]);
      expect(pod.spec.volumes.slice(1)).toEqual([
        { name: 'writer-writable-0', emptyDir: { sizeLimit: '64Mi' } },
        { name: 'writer-writable-1', emptyDir: { sizeLimit: '64Mi' } },
      ]);
      expect(containerOf(pod, 'writer').resources.limits['ephemeral-storage']).toBe('1408Mi');
    });

    test('is overridden by name, for the Pod or for one container', () => {
      const pod = podOf({
        user: 101,
        group: 102,
        hardening: {
          runAsNonRoot: false,
          seccompProfile: SeccompProfile.UNCONFINED,
          automountServiceAccountToken: true,
          enableServiceLinks: true,
          allowPrivilegeEscalation: true,
          readOnlyRootFilesystem: undefined,
          capabilities: [kplus.Capability.NET_BIND_SERVICE],
          fsGroupChangePolicy: kplus.FsGroupChangePolicy.ALWAYS,
        },
        containers: [
          writer,
          { ...reader, hardening: { readOnlyRootFilesystem: false, allowPrivilegeEscalation: false, capabilities: [] } },
        ],
      });
      expect(pod.spec.securityContext).toEqual({
        runAsNonRoot: false,
        runAsUser: 101,
        runAsGroup: 102,
        fsGroup: 102,
        fsGroupChangePolicy: 'Always',
        seccompProfile: { type: 'Unconfined' },
      });
      expect(pod.spec.automountServiceAccountToken).toBe(true);
      expect(pod.spec.enableServiceLinks).toBe(true);
      expect(containerOf(pod, 'writer').securityContext).toMatchObject({
        allowPrivilegeEscalation: true,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
      });
      expect(containerOf(pod, 'reader').securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: false,
        capabilities: { drop: ['ALL'] },
      });
    });

    test('runs under an account of its own without token, unless one is given', () => {
      const chart = newChart();
      new SharedScratchPod(chart, 'cache', props());
      expect(findKind(chart, 'ServiceAccount')).toMatchObject({
        metadata: { name: 'cache-scratch-pod' },
        automountServiceAccountToken: false,
      });
      expect(findKind(chart, 'Pod').spec.serviceAccountName).toBe('cache-scratch-pod');
      const other = newChart();
      const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(other, 'account', 'robot');
      new SharedScratchPod(other, 'cache', props({ serviceAccount }));
      expect(findKind(other, 'Pod').spec.serviceAccountName).toBe('robot');
      expect(manifests(other).map(({ kind }) => String(kind))).toEqual(['Pod', 'NetworkPolicy']);
    });
  });

  describe('the network', () => {
    test('is closed in both directions, but for DNS', () => {
      const chart = newChart();
      new SharedScratchPod(chart, 'cache', props());
      expect(findKind(chart, 'NetworkPolicy').spec).toEqual({
        podSelector: { matchLabels: { 'app.kubernetes.io/component': 'scratch-pod', 'app.kubernetes.io/name': 'cache' } },
        policyTypes: ['Ingress', 'Egress'],
        egress: [
          {
            ports: [
              { port: 53, protocol: 'UDP' },
              { port: 53, protocol: 'TCP' },
            ],
          },
        ],
      });
    });

    test('opens the ports that containers name to who is allowed, and on both sides where both are ours', () => {
      const chart = newChart();
      const client = new SharedScratchPod(chart, 'client', props());
      const server = new SharedScratchPod(chart, 'server', props({ containers: [{ ...writer, ports: [{ number: 8080 }] }] }));
      server.allowFrom(client);
      client.allowTo(kplus.NetworkPolicyIpBlock.ipv4(chart, 'block', '192.0.2.0/24'), [kplus.NetworkPolicyPort.tcp(443)]);
      const [fromClient, fromServer] = manifests(chart).filter(({ kind }) => kind === 'NetworkPolicy');
      const select = (name: string) => ({
        podSelector: { matchLabels: { 'cdk8s.io/metadata.addr': `scratch-pod-${name}` } },
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
      });
      expect(fromServer.spec.ingress).toEqual([{ from: [select('client')], ports: [{ port: 8080, protocol: 'TCP' }] }]);
      expect(fromClient.spec.egress.slice(1)).toEqual([
        { to: [select('server')], ports: [{ port: 8080, protocol: 'TCP' }] },
        { to: [{ ipBlock: { cidr: '192.0.2.0/24' } }], ports: [{ port: 443, protocol: 'TCP' }] },
      ]);
    });

    test('is left to others where the policy is declined by name', () => {
      const chart = newChart();
      const cache = new SharedScratchPod(chart, 'cache', props({ hardening: { networkPolicy: false } }));
      cache.allowFrom(kplus.Pods.all(chart, 'all'));
      cache.allowTo(kplus.Pods.all(chart, 'everybody'));
      expect(manifests(chart).map(({ kind }) => String(kind))).toEqual(['ServiceAccount', 'Pod']);
    });
  });

  test('takes the pod options that people expect', () => {
    const chart = newChart();
    const dockerRegistryAuth = kplus.Secret.fromSecretName(chart, 'pull', 'registry');
    new SharedScratchPod(chart, 'cache', {
      ...props(),
      name: 'renamed',
      labels: { team: 'search' },
      annotations: { 'example.com/owner': 'search' },
      terminationGracePeriod: Duration.minutes(2),
      nodeSelector: { 'kubernetes.io/arch': 'arm64' },
      priorityClassName: 'high',
      dockerRegistryAuth,
      dns: { hostname: 'cache' },
      hostAliases: [{ ip: '192.0.2.1', hostnames: ['old'] }],
      shareProcessNamespace: true,
      restartPolicy: kplus.RestartPolicy.NEVER,
    });
    const pod = findKind(chart, 'Pod');
    expect(pod.metadata).toMatchObject({ name: 'renamed', labels: { team: 'search' }, annotations: { 'example.com/owner': 'search' } });
    expect(pod.spec).toMatchObject({
      terminationGracePeriodSeconds: 120,
      nodeSelector: { 'kubernetes.io/arch': 'arm64' },
      priorityClassName: 'high',
      imagePullSecrets: [{ name: 'registry' }],
      hostname: 'cache',
      hostAliases: [{ ip: '192.0.2.1', hostnames: ['old'] }],
      shareProcessNamespace: true,
      restartPolicy: 'Never',
    });
  });

  test('takes the container options that people expect', () => {
    const probe = kplus.Probe.fromTcpSocket({ port: 8080 });
    const pod = podOf({
      containers: [
        {
          ...writer,
          command: ['run'],
          args: ['fast'],
          workingDir: '/work',
          env: { MODE: kplus.EnvValue.fromValue('on') },
          envFrom: [kplus.Env.fromConfigMap(kplus.ConfigMap.fromConfigMapName(newChart(), 'settings', 'settings'))],
          ports: [{ number: 8080, name: 'http', protocol: kplus.Protocol.TCP }],
          resources: { cpu: { request: kplus.Cpu.units(1) }, memory: { request: Size.mebibytes(64) } },
          liveness: probe,
          readiness: probe,
          startup: probe,
          lifecycle: { preStop: kplus.Handler.fromCommand(['stop']) },
          imagePullPolicy: kplus.ImagePullPolicy.ALWAYS,
        },
      ],
    });
    expect(containerOf(pod, 'writer')).toMatchObject({
      command: ['run'],
      args: ['fast'],
      workingDir: '/work',
      env: [{ name: 'MODE', value: 'on' }],
      envFrom: [{ configMapRef: { name: 'settings' } }],
      ports: [{ containerPort: 8080, name: 'http', protocol: 'TCP' }],
      resources: { requests: { cpu: '1', memory: '64Mi' }, limits: { cpu: '1', memory: '256Mi' } },
      livenessProbe: { tcpSocket: { port: 8080 } },
      readinessProbe: { tcpSocket: { port: 8080 } },
      startupProbe: { tcpSocket: { port: 8080 } },
      lifecycle: { preStop: { exec: { command: ['stop'] } } },
      imagePullPolicy: 'Always',
    });
  });

  describe('names', () => {
    const build = (scope: Construct) => new SharedScratchPod(scope, 'cache', props({ seed, containers: [writer, reader] }));

    test('do not follow from the path: moving the code changes no manifest', () => {
      const here = newChart();
      build(here);
      const there = newChart('other');
      build(new Construct(new Construct(there, 'backend'), 'deep'));
      expect(manifests(there)).toEqual(manifests(here));
    });

    test('are kept apart within a chart, since the path does not do it', () => {
      const chart = newChart();
      build(new Construct(chart, 'one'));
      expect(refusal(() => build(new Construct(chart, 'two')))).toBe(
        'SharedScratchPod at shop/two/cache: 1 problem\n' +
          '  name: "cache". SharedScratchPod at shop/one/cache makes the Pod cache, ServiceAccount cache-scratch-pod and NetworkPolicy cache-scratch-pod too: the later is refused and never starts. Give one of them another name.',
      );
      expect(() => build(new Chart(App.of(chart), 'elsewhere'))).not.toThrow();
    });
  });
});
