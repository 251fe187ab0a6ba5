import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { MountAccess, ScratchMedium, SharedScratchPod, SharedScratchPodProps } from '../../../src';
import { InvalidPropsError } from '../../../src/props/problems';
import { manifests, newChart, refusal } from '../../support';

const writer = { name: 'writer', image: 'busybox:1.37.0', access: MountAccess.READ_WRITE };
const reader = { name: 'reader', image: 'busybox:1.37.0' };
const sizeLimit = Size.gibibytes(1);

/** Builds with what the types forbid too: JavaScript and casts get through to the same constructor. */
const build = (props: unknown, id = 'cache') => new SharedScratchPod(newChart(), id, props as SharedScratchPodProps);
const refusalOf = (props: unknown, id?: string) => refusal(() => build(props, id));
const one = (text: string) => `SharedScratchPod at shop/cache: 1 problem\n  ${text}`;

describe('SharedScratchPod refuses, and says what to write instead:', () => {
  const LIST = 'A Pod needs at least one container. Give a list with a name and an image for each.';
  const NAME = 'Use at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends.';
  const IMAGE = 'Name the image with a tag or digest, such as nginx:1.29.1.';
  const SIZE = 'Without one, a runaway process fills the node and evicts its neighbours.';
  const SYSTEM =
    'A mount there hides the files of the image or the kernel. Mount at a directory of its own, such as /scratch or /var/lib/app.';

  const containers = (...list: unknown[]) => ({ sizeLimit, containers: list });
  const writerWith = (more: object) => containers({ ...writer, ...more });

  test.each<[string, unknown, string]>([
    ['no containers', containers(), `containers: []. ${LIST}`],
    ['missing containers', { sizeLimit }, `containers: missing. ${LIST}`],
    ['a container that is none', containers(writer, null), 'containers[1]: missing. Give an object with a name and an image.'],
    ['a missing name', containers({ ...writer, name: undefined }), `containers[0].name: missing. ${NAME}`],
    ['a name that is no label', writerWith({ name: 'Web_1' }), `containers[0].name: "Web_1". ${NAME}`],
    [
      'a name given twice',
      containers(writer, { ...reader, name: 'writer' }),
      'containers[1].name: "writer". containers[0] has this name too. Give each container its own.',
    ],
    ['a missing image', containers({ ...writer, image: undefined }), `containers[0].image: missing. ${IMAGE}`],
    [
      'an image without tag',
      writerWith({ image: 'busybox' }),
      'containers[0].image: "busybox". Without a tag it means latest, which changes under a running Pod. Add a tag or a digest.',
    ],
    [
      'the tag latest',
      writerWith({ image: 'busybox:latest' }),
      'containers[0].image: "busybox:latest". The tag latest changes under a running Pod. Name a version or a digest.',
    ],
    [
      'an image that is none',
      writerWith({ image: 'Busy Box:1' }),
      'containers[0].image: "Busy Box:1". This is not an image reference. Write repository:tag or repository@sha256:digest.',
    ],
    [
      'a relative mount path',
      { ...containers(writer), mountPath: 'scratch' },
      'mountPath: "scratch". Give an absolute path: it starts with a slash.',
    ],
    [
      'a mount path that leads up',
      writerWith({ mountPath: '/a/../b' }),
      'containers[0].mountPath: "/a/../b". Write the path without "..".',
    ],
    [
      'a mount path with a colon',
      writerWith({ mountPath: '/a:b' }),
      'containers[0].mountPath: "/a:b". The path has a colon, a line break or a null byte; the kubelet cannot mount it. Use another.',
    ],
    ['a mount at a system directory', { ...containers(writer), mountPath: '/etc' }, `mountPath: "/etc". ${SYSTEM}`],
    ['a mount over the kernel', writerWith({ mountPath: '/proc/self' }), `containers[0].mountPath: "/proc/self". ${SYSTEM}`],
    [
      'mounts of which one hides the other',
      writerWith({ writablePaths: ['/scratch/tmp'] }),
      'containers[0].mountPath: "/scratch". It overlaps the mount at /scratch/tmp (containers[0].writablePaths[0]): one would hide the other. Use a path apart.',
    ],
    [
      'a volume at the place of the scratch volume',
      writerWith({ volumeMounts: [{ path: '/scratch/', volume: kplus.Volume.fromEmptyDir(newChart(), 'own', 'own') }] }),
      'containers[0].mountPath: "/scratch". It overlaps the mount at /scratch (containers[0].volumeMounts[0].path): one would hide the other. Use a path apart.',
    ],
    [
      'nobody who writes',
      containers(reader),
      'containers: ["READ_ONLY"]. Nobody writes to the scratch volume, so it stays empty. Give a container access: MountAccess.READ_WRITE, or give a seed.',
    ],
    [
      'an access that is none',
      containers(writer, { ...reader, access: 'RW' }),
      'containers[1].access: "RW". Use one of READ_ONLY, READ_WRITE.',
    ],
    ['no size limit', { containers: [writer] }, `sizeLimit: missing. Give a Size, such as Size.gibibytes(1). ${SIZE}`],
    [
      'a size of zero',
      { sizeLimit: Size.gibibytes(0), containers: [writer] },
      `sizeLimit: 0Ki. Give a size of whole KiB above zero and below 8 EiB. ${SIZE}`,
    ],
    [
      'a negative size',
      { sizeLimit: Object.assign(Size.gibibytes(1), { amount: -1 }), containers: [writer] },
      `sizeLimit: -1Gi. Give a size of whole KiB above zero and below 8 EiB. ${SIZE}`,
    ],
    [
      'a size that is text',
      { sizeLimit: '1Gi', containers: [writer] },
      `sizeLimit: "1Gi". Give a Size, such as Size.gibibytes(1). ${SIZE}`,
    ],
    [
      'a medium that is none',
      { ...containers(writer), medium: 'Memory' },
      'medium: "Memory". Use ScratchMedium.DISK, ScratchMedium.MEMORY or ScratchMedium.volumeOf(storageClass).',
    ],
    [
      'a class without name',
      { ...containers(writer), medium: ScratchMedium.volumeOf({ storageClassName: '' }) },
      'medium.storageClass: "". Use at most 253 lower-case letters, digits, dashes and dots, with a letter or digit at the ends of each part.',
    ],
    [
      'a seed that is none',
      { ...containers(writer), seed: 'content:1' },
      'seed: "content:1". Give the image and the path of the directory to copy.',
    ],
    [
      'a seed whose path is relative',
      { ...containers(writer), seed: { image: 'content:1', path: 'content' } },
      'seed.path: "content". Give an absolute path: it starts with a slash.',
    ],
    [
      'a seed of the whole image',
      { ...containers(writer), seed: { image: 'content:1', path: '/.' } },
      'seed.path: "/.". That is the whole image, with /proc and /sys. Name the directory with the files.',
    ],
    [
      'a seed into a path',
      { ...containers(writer), seed: { image: 'content:1', path: '/content', directory: '../up' } },
      'seed.directory: "../up". Use at most 63 letters, digits, dots, dashes and underscores, with a letter or digit first.',
    ],
    [
      'an unpinned seed',
      { ...containers(writer), seed: { image: 'content:latest', path: '/content' } },
      'seed.image: "content:latest". The tag latest changes under a running Pod. Name a version or a digest.',
    ],
    [
      'root',
      { ...containers(writer), user: 0 },
      'user: 0. Root is refused while hardening.runAsNonRoot is true. Use an id above zero, best above 10000.',
    ],
    ['a user that is none', { ...containers(writer), user: 'app' }, 'user: "app". Give a whole number from 0 to 2147483647.'],
    ['a group that is none', { ...containers(writer), group: -1 }, 'group: -1. Give a whole number from 0 to 2147483647.'],
    [
      'labels that are ours',
      { ...containers(writer), labels: { 'app.kubernetes.io/name': 'x' } },
      'labels["app.kubernetes.io/name"]: "x". It follows from the name and selects the Pods. Use another key.',
    ],
    [
      'a label value that is none',
      { ...containers(writer), labels: { team: 'a b' } },
      'labels["team"]: "a b". A label value has at most 63 letters, digits, dashes, underscores and dots.',
    ],
    ['labels that are none', { ...containers(writer), labels: ['team'] }, 'labels: a list of 1. Give an object of keys and string values.'],
    [
      'a number as annotation',
      { ...containers(writer), annotations: { port: 1 } },
      'annotations["port"]: 1. Give a string; quote numbers and booleans.',
    ],
    [
      'an annotation key that is none',
      { ...containers(writer), annotations: { 'a b': '' } },
      'annotations["a b"]: "". The key must be a name of at most 63 characters, with an optional DNS prefix and slash.',
    ],
    [
      'a period in numbers',
      { ...containers(writer), terminationGracePeriod: 30 },
      'terminationGracePeriod: 30. Give a Duration, such as Duration.seconds(30).',
    ],
    [
      'a restart policy that is none',
      { ...containers(writer), restartPolicy: 'Sometimes' },
      'restartPolicy: "Sometimes". Use one of Always, OnFailure, Never.',
    ],
    [
      'peers that are none',
      { ...containers(writer), allowFrom: [{}] },
      'allowFrom[0]: {}. Give a workload of any make, or Pods, Namespaces or a NetworkPolicyIpBlock of cdk8s-plus.',
    ],
    [
      'a peer without list',
      { ...containers(writer), allowTo: 'web' },
      'allowTo: "web". Give a list of workloads of any make, or of Pods, Namespaces or NetworkPolicyIpBlock of cdk8s-plus.',
    ],
    [
      'hardening that is none',
      { ...containers(writer), hardening: true },
      'hardening: true. Give an object that names the defaults to override.',
    ],
    [
      'a switch that is none',
      { ...containers(writer), hardening: { networkPolicy: 'no' } },
      'hardening.networkPolicy: "no". Give true or false.',
    ],
    [
      'a capability that is none',
      writerWith({ hardening: { capabilities: ['ALL'] } }),
      `containers[0].hardening.capabilities[0]: "ALL". Use one of ${Object.values(kplus.Capability).join(', ')}.`,
    ],
    [
      'capabilities without list',
      writerWith({ hardening: { capabilities: 'ALL' } }),
      'containers[0].hardening.capabilities: "ALL". Give a list of kplus.Capability.',
    ],
    [
      'a seccomp profile that is none',
      { ...containers(writer), hardening: { seccompProfile: 'Off' } },
      'hardening.seccompProfile: "Off". Use one of RuntimeDefault, Unconfined.',
    ],
    [
      'an fsGroup policy that is none',
      { ...containers(writer), hardening: { fsGroupChangePolicy: 'Never' } },
      'hardening.fsGroupChangePolicy: "Never". Use one of OnRootMismatch, Always.',
    ],
    ['a command that is text', writerWith({ command: 'run' }), 'containers[0].command: "run". Give a list of strings.'],
    ['variables that are none', writerWith({ env: 'A=b' }), 'containers[0].env: "A=b". Give an object of names and kplus.EnvValue.'],
    [
      'a variable that is text',
      writerWith({ env: { A: 'b' } }),
      'containers[0].env["A"]: a string of 1 character. Give a kplus.EnvValue, such as EnvValue.fromValue("text").',
    ],
    [
      'a variable that is a number',
      writerWith({ env: { A: kplus.EnvValue.fromValue(1 as never) } }),
      'containers[0].env["A"]: a number. Give a string; quote numbers and booleans.',
    ],
    [
      'a variable name that is none',
      writerWith({ env: { '1 A': kplus.EnvValue.fromValue('b') } }),
      'containers[0].env["1 A"]: "1 A". A variable is named with letters, digits, _, . and -, without a digit first.',
    ],
    [
      'sources of variables that are none',
      writerWith({ envFrom: ['map'] }),
      'containers[0].envFrom: ["map"]. Give a list made by kplus.Env.fromConfigMap() and kplus.Env.fromSecret().',
    ],
    ['ports without list', writerWith({ ports: 80 }), 'containers[0].ports: 80. Give a list such as [{ number: 8080 }].'],
    ['a port that is none', writerWith({ ports: [null] }), 'containers[0].ports[0].number: missing. Give a whole number from 1 to 65535.'],
    [
      'a port name that is none',
      writerWith({ ports: [{ number: 80, name: '80' }] }),
      'containers[0].ports[0].name: "80". A port is named with at most 15 lower-case letters, digits and single dashes, one letter among them.',
    ],
    [
      'a protocol that is none',
      writerWith({ ports: [{ number: 80, protocol: 'HTTP' }] }),
      'containers[0].ports[0].protocol: "HTTP". Use one of TCP, UDP, SCTP.',
    ],
    [
      'one port for two containers',
      containers({ ...writer, ports: [{ number: 80 }] }, { ...reader, ports: [{ number: 80 }] }),
      'containers[1].ports[0].number: 80. containers[0].ports[0].number is the same port: the containers of a Pod share one network. Use another.',
    ],
    [
      'a probe that is none',
      writerWith({ liveness: 8080 }),
      'containers[0].liveness: 8080. Give a kplus.Probe, such as Probe.fromHttpGet("/healthz").',
    ],
    [
      'a pull policy that is none',
      writerWith({ imagePullPolicy: 'Sometimes' }),
      'containers[0].imagePullPolicy: "Sometimes". Use one of Always, IfNotPresent, Never.',
    ],
    [
      'a lifecycle that is none',
      writerWith({ lifecycle: 'stop' }),
      'containers[0].lifecycle: "stop". Give an object with postStart, preStop or both.',
    ],
    [
      'a handler that is none',
      writerWith({ lifecycle: { preStop: ['stop'] } }),
      'containers[0].lifecycle.preStop: ["stop"]. Give a kplus.Handler, such as Handler.fromCommand(["stop"]).',
    ],
    [
      'an account that is none',
      { ...containers(writer), serviceAccount: 'robot' },
      'serviceAccount: "robot". Give a kplus.ServiceAccount; ServiceAccount.fromServiceAccountName() makes one of a name.',
    ],
    [
      'a registry that is none',
      { ...containers(writer), dockerRegistryAuth: 'pull' },
      'dockerRegistryAuth: "pull". Give a kplus.Secret; Secret.fromSecretName() makes one of a name.',
    ],
    ['DNS that is none', { ...containers(writer), dns: 'web' }, 'dns: "web". Give kplus.PodDnsProps, such as { hostname: "web" }.'],
    [
      'no name server under the policy None',
      { ...containers(writer), dns: { policy: 'None' } },
      'dns.nameservers: missing. The policy None needs at least one.',
    ],
    [
      'too many name servers',
      { ...containers(writer), dns: { nameservers: ['1', '2', '3', '4'] } },
      'dns.nameservers: ["1","2","3","4"]. A Pod has at most 3 name servers. Leave some out.',
    ],
    [
      'too many search domains',
      { ...containers(writer), dns: { searches: [...'abcdefg'] } },
      'dns.searches: ["a","b","c","d","e","f","g"]. cdk8s-plus takes at most 6 search domains. Leave some out.',
    ],
    [
      'aliases without list',
      { ...containers(writer), hostAliases: 'db' },
      'hostAliases: "db". Give a list such as [{ ip: "192.0.2.1", hostnames: ["db"] }].',
    ],
    [
      'an alias of no address',
      { ...containers(writer), hostAliases: [{ ip: 'db', hostnames: ['db'] }] },
      'hostAliases[0].ip: "db". Give an IPv4 or IPv6 address.',
    ],
    [
      'an alias without names',
      { ...containers(writer), hostAliases: [{ ip: '::1', hostnames: [] }] },
      'hostAliases[0].hostnames: []. Give at least one name for the address.',
    ],
    [
      'a relative working directory',
      writerWith({ workingDir: 'work' }),
      'containers[0].workingDir: "work". Give an absolute path: it starts with a slash.',
    ],
    [
      'mounts without list',
      writerWith({ volumeMounts: '/data' }),
      'containers[0].volumeMounts: "/data". Give a list of volumes and paths.',
    ],
    [
      'a mount without volume',
      writerWith({ volumeMounts: [{ path: '/data' }] }),
      'containers[0].volumeMounts[0].volume: missing. Give a kplus.Volume; a ScratchVolume or claim gives its own by asVolume().',
    ],
    [
      'resources that are none',
      writerWith({ resources: 'small' }),
      'containers[0].resources: "small". Give requests and limits of cpu, memory and ephemeralStorage.',
    ],
    [
      'a resource that is none',
      writerWith({ resources: { memory: '1Gi' } }),
      'containers[0].resources.memory: "1Gi". Give an object with a request, a limit or both.',
    ],
    [
      'an amount of CPU that is none',
      writerWith({ resources: { cpu: { limit: kplus.Cpu.millis(0) } } }),
      'containers[0].resources.cpu.limit: "0m". Give a Cpu above zero, such as Cpu.millis(100).',
    ],
    [
      'CPU as text',
      writerWith({ resources: { cpu: { limit: '1' } } }),
      'containers[0].resources.cpu.limit: "1". Give a Cpu above zero, such as Cpu.millis(100).',
    ],
    [
      'more CPU requested than allowed',
      writerWith({ resources: { cpu: { request: kplus.Cpu.units(2), limit: kplus.Cpu.millis(1500) } } }),
      'containers[0].resources.cpu.request: "2". It is above the limit of 1500m. Lower it or raise the limit.',
    ],
    [
      'more memory requested than allowed',
      writerWith({ resources: { memory: { request: Size.gibibytes(1), limit: Size.mebibytes(1000) } } }),
      'containers[0].resources.memory.request: "1Gi". It is above the limit of 1000Mi. Lower it or raise the limit.',
    ],
  ])('%s', (_, props, message) => {
    expect(refusalOf(props)).toBe(one(message));
  });

  test('a name that labels cannot hold', () => {
    expect(refusalOf(containers(writer), 'Cache')).toBe(
      'SharedScratchPod at shop/Cache: 1 problem\n  name: "Cache". Use at most 51 lower-case letters, digits and dashes, with a letter or digit at both ends: ' +
        'names and labels are made of it, and it is the id unless given.',
    );
    expect(refusalOf({ ...containers(writer), name: 'n'.repeat(52) })).toContain('name: "nnn');
  });

  test('no props at all, in one message', () => {
    expect(refusalOf(undefined)).toBe(
      `SharedScratchPod at shop/cache: 2 problems\n  containers: missing. ${LIST}\n  sizeLimit: missing. Give a Size, such as Size.gibibytes(1). ${SIZE}`,
    );
  });

  test('a container behind one that is none, by its own place in the list', () => {
    expect(refusalOf(containers(null, { ...writer, access: 'RW' }))).toContain('\n  containers[1].access: "RW".');
  });

  test('everything at once, and leaves nothing half-made in the tree', () => {
    const chart = newChart();
    const props = { sizeLimit: Size.gibibytes(0), mountPath: 'x', containers: [{ ...writer, image: 'busybox' }] };
    expect(refusal(() => new SharedScratchPod(chart, 'cache', props))).toMatch(
      /^SharedScratchPod at shop\/cache: 3 problems\n {2}mountPath.*\n.*image.*\n.*sizeLimit/,
    );
    expect(chart.node.children).toEqual([]);
  });

  test('whatever else it is given, with path and prop, or synthesizes it', () => {
    const absurd = fc.oneof(fc.anything(), fc.constantFrom<unknown>(null, '', Number.NaN, [], {}, '/', 'latest', -1));
    const sensibleContainer = { ...writer };
    const container = fc
      .record(
        {
          name: absurd,
          image: absurd,
          access: absurd,
          mountPath: absurd,
          command: absurd,
          env: absurd,
          ports: absurd,
          resources: absurd,
          liveness: absurd,
          volumeMounts: absurd,
          writablePaths: absurd,
          hardening: absurd,
          workingDir: absurd,
          envFrom: absurd,
          lifecycle: absurd,
          args: absurd,
          readiness: absurd,
        },
        { requiredKeys: [] },
      )
      .map((more) => ({ ...sensibleContainer, ...more }));
    const props = fc
      .record(
        {
          containers: fc.oneof(absurd, fc.array(fc.oneof(container, absurd), { maxLength: 3 })),
          mountPath: absurd,
          medium: absurd,
          sizeLimit: absurd,
          seed: absurd,
          user: absurd,
          group: absurd,
          labels: absurd,
          annotations: absurd,
          nodeSelector: absurd,
          hardening: absurd,
          allowFrom: absurd,
          name: absurd,
          restartPolicy: absurd,
          terminationGracePeriod: absurd,
          dns: absurd,
          hostAliases: absurd,
          serviceAccount: absurd,
          dockerRegistryAuth: absurd,
          priorityClassName: absurd,
          shareProcessNamespace: absurd,
        },
        { requiredKeys: [] },
      )
      .map((more) => ({ sizeLimit, containers: [writer], ...more }));
    let refused = 0;
    let made = 0;
    fc.assert(
      fc.property(fc.oneof(absurd, props), (given) => {
        const chart = newChart();
        try {
          new SharedScratchPod(chart, 'cache', given as SharedScratchPodProps);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidPropsError);
          expect((error as Error).message).toMatch(/^SharedScratchPod at shop\/cache: \d+ problems?(\n {2}[a-z_$].*: .*[.?])+$/i);
          refused += 1;
          return;
        }
        expect(manifests(chart)).toHaveLength(3);
        made += 1;
      }),
      { numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(100);
    expect(made + refused).toBeGreaterThanOrEqual(500);
  });

  test('synthesizes all that is sensible', () => {
    const size = fc.integer({ min: 1, max: 4096 }).map((amount) => Size.mebibytes(amount));
    const sensible = fc.record({
      sizeLimit: size,
      medium: fc.constantFrom(ScratchMedium.DISK, ScratchMedium.MEMORY, ScratchMedium.volumeOf({ storageClassName: 'fast' })),
      mountPath: fc.constantFrom('/scratch', '/var/lib/work', '/srv'),
      containers: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }).map((names) =>
        names.map((name, index) => ({
          ...writer,
          name,
          access: index === 0 ? MountAccess.READ_WRITE : undefined,
          writablePaths: ['/tmp'],
        })),
      ),
      seed: fc.option(fc.constant({ image: 'content:1', path: '/content' }), { nil: undefined }),
    });
    fc.assert(
      fc.property(sensible, (given) => {
        const chart = newChart();
        new SharedScratchPod(chart, 'cache', given);
        const { spec } = manifests(chart).find(({ kind }) => kind === 'Pod');
        for (const { resources } of [...spec.containers, ...(spec.initContainers ?? [])]) {
          expect(Object.keys(resources.requests)).toEqual(['cpu', 'ephemeral-storage', 'memory']);
          expect(Object.keys(resources.limits)).toEqual(['cpu', 'ephemeral-storage', 'memory']);
        }
      }),
      { numRuns: 100 },
    );
  });
});
