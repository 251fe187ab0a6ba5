import { ApiObject, App, Chart, JsonPatch, Size, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import * as library from '../../src';
import {
  Claim,
  ClaimTemplate,
  DatabaseCredentials,
  DatabaseEngine,
  FleetApp,
  Hardening,
  MountAccess,
  MountPropagation,
  NfsDriver,
  NfsSharedStore,
  RecursiveReadOnly,
  ScratchMedium,
  ScratchVolume,
  StatefulDatabase,
} from '../../src';
import { secondCopy } from '../second-copy';
import { findKind, Manifest, manifests, newChart, refusal } from '../support';

/** What a workload is made of, whoever makes it. */
interface Plan {
  readonly kind: 'Deployment' | 'StatefulSet' | 'Job';
  readonly replicas?: number;
  readonly strategy?: 'Recreate' | 'RollingUpdate';
  readonly privileged?: boolean;
  readonly variables?: readonly string[];
}

const NAME = 'web';

/** As an app with two versions has it: its classes are no subclasses of ours. */
const otherPlus = secondCopy<typeof kplus>('cdk8s-plus-27', ['cdk8s', 'constructs']);

function plusWorkload(plus: typeof kplus, chart: Chart, { kind, replicas, strategy, privileged, variables = [] }: Plan): Construct {
  const props = {
    metadata: { name: NAME, labels: { app: NAME } },
    podMetadata: { labels: { app: NAME } },
    containers: [
      {
        name: 'main',
        image: 'nginx:1.29.1',
        // What cdk8s-plus says by itself, others have to say.
        imagePullPolicy: plus.ImagePullPolicy.IF_NOT_PRESENT,
        portNumber: 80,
        startup: plus.Probe.fromTcpSocket(),
        envVariables: Object.fromEntries(variables.map((name) => [name, plus.EnvValue.fromValue('x')])),
        securityContext: privileged === true ? { privileged: true, allowPrivilegeEscalation: true } : undefined,
        resources: { cpu: {}, memory: { request: Size.mebibytes(64), limit: Size.mebibytes(512) } },
      },
      {
        name: 'side',
        image: 'side:1',
        imagePullPolicy: plus.ImagePullPolicy.IF_NOT_PRESENT,
        resources: { cpu: {}, memory: { request: Size.mebibytes(64), limit: Size.mebibytes(512) } },
      },
    ],
  };
  if (kind === 'Job') return new plus.Job(chart, NAME, props);
  if (kind === 'StatefulSet') return new plus.StatefulSet(chart, NAME, { ...props, replicas });
  const recreate = strategy === 'RollingUpdate' ? plus.DeploymentStrategy.rollingUpdate() : plus.DeploymentStrategy.recreate();
  return new plus.Deployment(chart, NAME, { ...props, replicas: replicas ?? 1, strategy: recreate });
}

/** What cdk8s-plus renders of a plan, for all who write manifests themselves. */
function written(plan: Plan): Manifest {
  const chart = newChart();
  plusWorkload(kplus, chart, plan);
  const [manifest] = manifests(chart).filter(({ kind }) => kind === plan.kind);
  return JSON.parse(JSON.stringify(manifest));
}

const MAKES: Readonly<Record<string, (chart: Chart, plan: Plan) => Construct>> = {
  'cdk8s-plus-27': (chart, plan) => plusWorkload(kplus, chart, plan),
  'another cdk8s-plus': (chart, plan) => plusWorkload(otherPlus, chart, plan),
  ApiObject: (chart, plan) => new ApiObject(chart, NAME, written(plan)),
  'a construct that holds one': (chart, plan) => {
    const scope = new Construct(chart, 'service');
    new ApiObject(scope, NAME, written(plan));
    return scope;
  },
};

/** The object rendered without us, and with what is done to it. */
function rendered(make: string, plan: Plan, act?: (workload: Construct, chart: Chart) => void): Manifest {
  const chart = newChart();
  const workload = MAKES[make](chart, plan);
  act?.(workload, chart);
  const found = manifests(chart).find(({ kind, metadata }) => kind === plan.kind && metadata.name === NAME);
  return JSON.parse(JSON.stringify(found));
}

const GIB = Size.gibibytes(1);
const FAST = { storageClassName: 'fast' };
const scratchOf = (chart: Chart, medium = ScratchMedium.DISK) => new ScratchVolume(chart, 'tmp', { sizeLimit: Size.mebibytes(32), medium });
const claimOf = (chart: Chart, props: object = {}) =>
  new Claim(chart, `files-${chart.node.children.length}`, { storage: GIB, storageClass: FAST, ...props });

const ACTS: Readonly<Record<string, (workload: Construct, chart: Chart, path: string) => void>> = {
  claim: (workload, chart, path) => claimOf(chart).mountInto(workload, path, { access: MountAccess.READ_WRITE }),
  'claim, part of it': (workload, chart, path) => claimOf(chart).mountInto(workload, path, { subPath: 'a/b', containers: ['side'] }),
  device: (workload, chart) =>
    claimOf(chart, { volumeMode: kplus.PersistentVolumeMode.BLOCK }).attachInto(workload, '/dev/data', { containers: ['main'] }),
  'scratch on disk': (workload, chart, path) => scratchOf(chart).mountInto(workload, path, { access: MountAccess.READ_WRITE }),
  'scratch in memory': (workload, chart, path) =>
    scratchOf(chart, ScratchMedium.MEMORY).mountInto(workload, path, { access: MountAccess.READ_WRITE }),
  'scratch of a class': (workload, chart, path) => scratchOf(chart, ScratchMedium.volumeOf(FAST)).mountInto(workload, path),
  seed: (workload, chart) => new ScratchVolume(chart, 'site', { sizeLimit: GIB }).seedFrom(workload, { image: 'site:1', path: '/site' }),
  store: (workload, chart, path) => {
    const driver = NfsDriver.inTree({ server: 'nfs.example.com', path: '/media' });
    new NfsSharedStore(chart, 'media', { driver, capacity: GIB }).mountInto(workload, path);
  },
  connect: (workload, chart) => database(chart).connect(workload, { credentialVariables: true }),
  harden: (workload) => Hardening.apply(workload),
};

function database(chart: Chart, lib: typeof library = library): StatefulDatabase {
  return new lib.StatefulDatabase(chart, 'db', {
    name: 'orders',
    engine: DatabaseEngine.postgres({ version: '17' }),
    storage: { size: Size.gibibytes(20), storageClass: FAST },
    credentials: DatabaseCredentials.fromSecretName('orders-db'),
  });
}

const acts = fc.uniqueArray(fc.constantFrom(...Object.keys(ACTS)), { minLength: 1, maxLength: 3, selector: (act) => act.split(/[ ,]/)[0] });
const plans: fc.Arbitrary<Plan> = fc.record({ kind: fc.constantFrom('Deployment' as const, 'StatefulSet' as const, 'Job' as const) });

describe('what is added is the same for each make,', () => {
  const perform = (names: readonly string[]) => (workload: Construct, chart: Chart) =>
    names.forEach((name, index) => ACTS[name](workload, chart, `/data-${index}`));

  test.each(Object.keys(MAKES))('%s', (make) => {
    fc.assert(
      fc.property(plans, acts, (plan, names) => {
        // What they render without us is the same, so that with us is compared as a whole.
        expect(withoutAddress(rendered(make, plan))).toEqual(withoutAddress(rendered('cdk8s-plus-27', plan)));
        const [ours, expected] = [make, 'cdk8s-plus-27'].map((one) => withoutAddress(rendered(one, plan, perform(names))));
        expect(ours).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  test('in a FleetApp, and however often it is rendered', () => {
    const synthesize = (kind: typeof App): string[] =>
      Object.values(MAKES).flatMap((make) => {
        const app = new kind();
        const chart = new Chart(app, 'shop', { namespace: 'shop' });
        perform(['claim', 'scratch on disk'])(make(chart, { kind: 'StatefulSet' }), chart);
        const yaml = app.synthYaml();
        expect(app.synthYaml()).toBe(yaml);
        return yaml;
      });
    expect(synthesize(FleetApp)).toEqual(synthesize(App));
  });

  /** cdk8s-plus labels Pods with the place in the code, which differs by make. */
  const withoutAddress = (manifest: Manifest): Manifest =>
    JSON.parse(JSON.stringify(manifest).replaceAll(/"cdk8s\.io\/metadata\.addr":"[^"]*"/g, '"addr":""'));
});

describe('a claim template', () => {
  test.each(Object.keys(MAKES))('is added to a set of any make: %s', (make) => {
    const { spec } = rendered(make, { kind: 'StatefulSet' }, (set) => {
      new ClaimTemplate(set, 'data', { storage: GIB, storageClass: FAST }).mountInto(set, '/data', { containers: ['main'] });
    });
    expect(spec.volumeClaimTemplates.map(({ metadata }: Manifest) => metadata.name)).toEqual(['data']);
    expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    expect(spec.template.spec.containers[0].volumeMounts).toEqual([{ name: 'data', mountPath: '/data', readOnly: true }]);
    expect(spec.template.spec.volumes).toBeUndefined();
  });

  test('stands beside those that the set has, under the policy that it has', () => {
    const manifest = written({ kind: 'StatefulSet' });
    manifest.spec.volumeClaimTemplates = [{ metadata: { name: 'log' }, spec: { accessModes: ['ReadWriteOnce'] } }];
    manifest.spec.persistentVolumeClaimRetentionPolicy = { whenDeleted: 'Delete', whenScaled: 'Retain' };
    const chart = newChart();
    const set = new ApiObject(chart, NAME, manifest);
    const props = { storage: GIB, storageClass: FAST };
    expect(refusal(() => new ClaimTemplate(set, 'data', props))).toContain(
      'whenDeleted: "Retain". Another template of the set says Delete',
    );
    expect(refusal(() => new ClaimTemplate(set, 'log', props))).toContain('name: "log". The set has a template of this name.');
    new ClaimTemplate(set, 'data', { ...props, whenDeleted: library.ClaimRetention.DELETE });
    const { volumeClaimTemplates } = findKind(chart, 'StatefulSet').spec;
    expect(volumeClaimTemplates.map(({ metadata }: Manifest) => metadata.name)).toEqual(['log', 'data']);
  });

  test('is refused of what makes no claims', () => {
    const chart = newChart();
    const deployment = MAKES.ApiObject(chart, { kind: 'Deployment' });
    expect(refusal(() => new ClaimTemplate(deployment, 'data', { storage: GIB, storageClass: FAST }))).toContain(
      'statefulSet: shop/web. A Deployment makes no claims. Give a StatefulSet, or make a Claim and mount that.',
    );
  });
});

const CASES: ReadonlyArray<readonly [title: string, plan: Plan, act: (workload: Construct, chart: Chart) => void, message: string]> = [
  [
    'a mount over another',
    { kind: 'Deployment' },
    (workload, chart) => {
      scratchOf(chart).mountInto(workload, '/data/in');
      claimOf(chart).mountInto(workload, '/data');
    },
    'path: "/data". The container main has the volume tmp at /data/in: one would hide the other. Use another path.',
  ],
  [
    'a system directory',
    { kind: 'Job' },
    (workload, chart) => scratchOf(chart).mountInto(workload, '/etc'),
    'path: "/etc". A mount there hides',
  ],
  [
    'a claim of another namespace',
    { kind: 'Deployment' },
    (workload, chart) => claimOf(new Chart(chart.node.root, 'other', { namespace: 'other' })).mountInto(workload, '/data'),
    'It is in the namespace shop and the claim in other, and Pods find claims of their own namespace only. Make a claim there.',
  ],
  [
    'a claim of one node in several Pods',
    { kind: 'Deployment', replicas: 3 },
    (workload, chart) => claimOf(chart).mountInto(workload, '/data'),
    'web runs 3 Pods, and only one node can mount this claim, so a Pod elsewhere never starts. To mount it, run one Pod (replicas: 1), use a ReadWriteMany claim, or a StatefulSet with a ClaimTemplate.',
  ],
  [
    'a claim of one Pod in several',
    { kind: 'StatefulSet', replicas: 2 },
    (workload, chart) =>
      claimOf(chart, { accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE_POD] }).mountInto(workload, '/data'),
    'web runs 2 Pods, and only one Pod can have this claim, so another never starts.',
  ],
  [
    'a claim of one node under a rolling update',
    { kind: 'Deployment', strategy: 'RollingUpdate' },
    (workload, chart) => claimOf(chart).mountInto(workload, '/data'),
    'web starts its new Pod before the old one is gone (RollingUpdate), and only one node can mount this claim',
  ],
  [
    'writing a claim that is read-only',
    { kind: 'Deployment' },
    (workload, chart) =>
      claimOf(chart, { accessModes: [kplus.PersistentVolumeAccessMode.READ_ONLY_MANY] }).mountInto(workload, '/data', {
        access: MountAccess.READ_WRITE,
      }),
    'options.access: "READ_WRITE". The claim is ReadOnlyMany. Leave it out, or claim a volume that can be written.',
  ],
  [
    'a raw device at a path',
    { kind: 'Deployment' },
    (workload, chart) => claimOf(chart, { volumeMode: kplus.PersistentVolumeMode.BLOCK }).mountInto(workload, '/data'),
    'path: "/data". The claim is a raw device (Block), which no path can show. Use attachInto(), or a claim of FILE_SYSTEM.',
  ],
  [
    'a file system as a device',
    { kind: 'Deployment' },
    (workload, chart) => claimOf(chart).attachInto(workload, '/dev/data'),
    'devicePath: "/dev/data". The claim has a file system, so there is no device to hand over. Use mountInto(), or a claim of BLOCK.',
  ],
  [
    'a path out of the volume',
    { kind: 'Deployment' },
    (workload, chart) => scratchOf(chart).mountInto(workload, '/data', { subPath: 'a/../..', subPathExpr: '../$(POD)' }),
    'options.subPath: "a/../..". Give a path inside the volume: relative and without "..".',
  ],
  [
    'subPath and subPathExpr',
    { kind: 'Deployment' },
    (workload, chart) => scratchOf(chart).mountInto(workload, '/data', { subPath: 'a', subPathExpr: 'b' }),
    'options.subPathExpr: "b". A mount has one of subPath and subPathExpr. Leave one of them out.',
  ],
  [
    'a variable that the container does not have',
    { kind: 'Deployment', variables: ['POD_NAME'] },
    (workload, chart) => scratchOf(chart).mountInto(workload, '/data', { subPathExpr: '$(POD_NAME)/$$(X)/$(POD)', containers: ['main'] }),
    'options.subPathExpr: "$(POD_NAME)/$$(X)/$(POD)". The container main has no variable POD, and would never start: it has POD_NAME. Give it the variable first.',
  ],
  [
    'recursive read-only of what can be written',
    { kind: 'Deployment' },
    (workload, chart) =>
      scratchOf(chart).mountInto(workload, '/data', { access: MountAccess.READ_WRITE, recursiveReadOnly: RecursiveReadOnly.ENABLED }),
    'options.recursiveReadOnly: "Enabled". The mount can be written. Leave it out, or use MountAccess.READ_ONLY.',
  ],
  [
    'recursive read-only with propagation',
    { kind: 'Deployment' },
    (workload, chart) =>
      scratchOf(chart).mountInto(workload, '/data', {
        propagation: MountPropagation.HOST_TO_CONTAINER,
        recursiveReadOnly: RecursiveReadOnly.IF_POSSIBLE,
      }),
    'options.recursiveReadOnly: "IfPossible". It goes with MountPropagation.NONE only. Leave one of them out.',
  ],
  [
    'propagation out of a container without privileges',
    { kind: 'Deployment' },
    (workload, chart) =>
      scratchOf(chart).mountInto(workload, '/data', { propagation: MountPropagation.BIDIRECTIONAL, containers: ['main'] }),
    'options.propagation: "Bidirectional". The container main is not privileged, and the API server refuses such a mount then.',
  ],
  [
    'a container that is none',
    { kind: 'Deployment' },
    (workload, chart) => scratchOf(chart).mountInto(workload, '/data', { containers: ['mian'] }),
    'options.containers[0]: "mian". The workload has no such container: it has main, side.',
  ],
  [
    'a second seed of one volume',
    { kind: 'Deployment' },
    (workload, chart) => {
      const scratch = scratchOf(chart);
      for (const path of ['/a', '/b']) scratch.seedFrom(workload, { image: 'site:1', path });
    },
    'seed: "seed-tmp". The workload has a container of this name',
  ],
  [
    'a variable that is there',
    { kind: 'Deployment', variables: ['DATABASE_HOST'] },
    (workload, chart) => database(chart).connect(workload),
    'The container main has the variable DATABASE_HOST already.',
  ],
  [
    'memory that the container does not have',
    { kind: 'Deployment' },
    (workload, chart) =>
      new ScratchVolume(chart, 'big', { sizeLimit: GIB, medium: ScratchMedium.MEMORY }).mountInto(workload, '/big', {
        access: MountAccess.READ_WRITE,
        containers: ['main'],
      }),
    'What is written to memory counts as memory of the container main: 1Gi is not below its limit of 512Mi',
  ],
];

describe('the same is refused of each make,', () => {
  test.each(CASES)('%s', (_, plan, act, message) => {
    const messages = Object.keys(MAKES).map((make) => {
      const chart = newChart();
      const workload = MAKES[make](chart, plan);
      const said = refusal(() => act(workload, chart));
      return said.replaceAll(/shop\/service|shop\/web/g, 'WORKLOAD');
    });
    expect(messages[0]).toContain(message.replaceAll('shop/web', 'WORKLOAD'));
    expect(new Set(messages).size).toBe(1);
  });

  test('propagation out of a privileged container is taken', () => {
    for (const make of Object.keys(MAKES)) {
      const { spec } = rendered(make, { kind: 'Deployment', privileged: true }, (workload, chart) =>
        scratchOf(chart).mountInto(workload, '/data', { propagation: MountPropagation.BIDIRECTIONAL, containers: ['main'] }),
      );
      expect(spec.template.spec.containers[0].volumeMounts[0].mountPropagation).toBe('Bidirectional');
    }
  });
});

describe('what is said later is looked at when the app is synthesized,', () => {
  const errors = (act: (workload: kplus.Deployment, chart: Chart) => void): string => {
    const chart = newChart();
    const workload = plusWorkload(kplus, chart, { kind: 'Deployment' }) as kplus.Deployment;
    act(workload, chart);
    try {
      Testing.synth(chart);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('nothing was refused');
  };

  test.each<[string, (workload: kplus.Deployment, chart: Chart) => void, string]>([
    [
      'a mount of cdk8s-plus below ours',
      (workload, chart) => {
        scratchOf(chart).mountInto(workload, '/data');
        workload.containers[1].mount('/data/x', kplus.Volume.fromEmptyDir(chart, 'X', 'x'));
      },
      '[shop/web] shop/tmp, mounted at /data: path: "/data". The container side has the volume x at /data/x: one would hide the other.',
    ],
    [
      'another volume of the name',
      (workload, chart) => {
        scratchOf(chart).mountInto(workload, '/data');
        workload.addVolume(kplus.Volume.fromEmptyDir(chart, 'X', 'tmp'));
      },
      'name: "tmp". The container main mounts another volume of that name at /data. Rename one.',
    ],
    [
      'a second container of a name',
      (workload, chart) => {
        scratchOf(chart).mountInto(workload, '/data');
        workload.addContainer({ name: 'side', image: 'x:1' });
      },
      'workload: "side". Several containers have this name. Give each its own.',
    ],
    [
      'more Pods, by a patch',
      (workload, chart) => {
        claimOf(chart).mountInto(workload, '/data');
        ApiObject.of(workload).addJsonPatch(JsonPatch.replace('/spec/replicas', 4));
      },
      'workload: shop/web. web runs 4 Pods, and only one node can mount this claim',
    ],
    [
      'an autoscaler of any make',
      (workload, chart) => {
        claimOf(chart).mountInto(workload, '/data');
        const spec = { maxReplicas: 5, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: NAME } };
        new ApiObject(chart, 'scaler', { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec });
      },
      'web has an autoscaler, and only one node can mount this claim',
    ],
    [
      'a variable a second time',
      (workload, chart) => {
        database(chart).connect(workload);
        workload.containers[0].env.addVariable('DATABASE_HOST', kplus.EnvValue.fromValue('elsewhere'));
      },
      'shop/db: The container main has the variable DATABASE_HOST twice. Take out the one that was added by hand.',
    ],
  ])('%s', (_, act, message) => expect(errors(act)).toContain(message));

  test('and what is fine is written', () => {
    const chart = newChart();
    const workload = plusWorkload(kplus, chart, { kind: 'Deployment' }) as kplus.Deployment;
    const scratch = scratchOf(chart);
    scratch.mountInto(workload, '/data');
    // The same volume, by a method of cdk8s-plus.
    workload.containers[1].mount('/other', scratch);
    expect(findKind(chart, 'Deployment').spec.template.spec.volumes).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '32Mi' } }]);
  });
});

describe('two copies of this library in one app', () => {
  const copy = secondCopy<typeof library>('../src', ['cdk8s', 'constructs', 'cdk8s-plus-27']);

  test('are two', () => expect(copy.ScratchVolume).not.toBe(ScratchVolume));

  test('open the network of a client that the other has closed', () => {
    const chart = newChart();
    const client = new copy.SharedScratchPod(chart, 'client', {
      sizeLimit: GIB,
      containers: [{ name: 'main', image: 'busybox:1.37.0', access: copy.MountAccess.READ_WRITE }],
    });
    database(chart).connect(client.pod);
    const policy = manifests(chart).find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'client-scratch-pod');
    expect(policy.spec.egress).toHaveLength(2);
  });

  test('see what the other has mounted', () => {
    const chart = newChart();
    const workload = plusWorkload(kplus, chart, { kind: 'Deployment' });
    scratchOf(chart).mountInto(workload, '/data');
    const other = new copy.ScratchVolume(chart, 'other', { sizeLimit: GIB, name: 'tmp' });
    expect(() => other.mountInto(workload, '/data')).toThrow(/name: "tmp".*\n.*path: "\/data"/);
    new copy.ScratchVolume(chart, 'more', { sizeLimit: GIB }).mountInto(workload, '/more');
    const { volumes } = findKind(chart, 'Deployment').spec.template.spec;
    expect(volumes.map(({ name }: Manifest) => name)).toEqual(['tmp', 'more']);
  });
});

describe('what others wrote oddly', () => {
  const disk = (chart: Chart) => scratchOf(chart);

  test('a workload below one of cdk8s-plus is not taken for it', () => {
    const chart = newChart();
    const above = plusWorkload(kplus, chart, { kind: 'Deployment' });
    const below = new ApiObject(above, 'below', { ...written({ kind: 'Job' }), metadata: { name: 'below' } });
    disk(chart).mountInto(below, '/data');
    const [deployment, job] = ['Deployment', 'Job'].map((kind) => findKind(chart, kind).spec.template.spec.containers[0].volumeMounts);
    expect([deployment, job]).toEqual([undefined, [{ name: 'tmp', mountPath: '/data', readOnly: true }]]);
  });

  test.each<[string, (chart: Chart) => ApiObject]>([
    [
      'a subclass of ApiObject',
      (chart) =>
        new (class Mine extends ApiObject {
          override toJson() {
            return addSidecar(super.toJson());
          }
        })(chart, NAME, written({ kind: 'Deployment' })),
    ],
    [
      'a subclass of an L1 class',
      (chart) =>
        new (class Mine extends kplus.k8s.KubeDeployment {
          override toJson() {
            return addSidecar(super.toJson());
          }
        })(chart, NAME, {
          metadata: { name: NAME },
          spec: { selector: { matchLabels: { app: NAME } }, template: { spec: { containers: [{ name: 'main', image: 'x:1' }] } } },
        }),
    ],
  ])('what an overridden method writes stays: %s', (_, make) => {
    const chart = newChart();
    disk(chart).mountInto(make(chart), '/data', { containers: ['main'] });
    const { containers } = findKind(chart, 'Deployment').spec.template.spec;
    expect(containers.at(-1)).toMatchObject({ name: 'sidecar', image: 's:1' });
    expect(containers[0].volumeMounts).toHaveLength(1);
  });

  const addSidecar = (manifest: Manifest): Manifest => {
    manifest.spec.template.spec.containers.push({ name: 'sidecar', image: 's:1' });
    return manifest;
  };

  test.each<[string, object]>([
    ['selects all', { selector: { matchLabels: {} }, template: { metadata: {} } }],
    ['selects by nothing', { selector: { matchExpressions: [] }, template: {} }],
  ])('a peer that %s is refused, and none becomes one later', (_, spec) => {
    const chart = newChart();
    const db = database(chart);
    const pods = { template: { spec: { containers: [{ name: 'main', image: 'x:1' }] } } };
    const open = new ApiObject(chart, 'open', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'open' },
      spec: { ...pods, ...spec },
    });
    expect(refusal(() => db.allowFrom(open))).toContain('Its Pods have no labels');
    const peer = MAKES.ApiObject(chart, { kind: 'Deployment' }) as ApiObject;
    db.allowFrom(peer);
    peer.addJsonPatch(JsonPatch.remove('/spec/selector'), JsonPatch.remove('/spec/template/metadata'));
    expect(() => Testing.synth(chart)).toThrow('The Pods of Deployment web have no labels any more');
  });

  test('what holds a peer may hold more later', () => {
    const chart = newChart();
    const holder = MAKES['a construct that holds one'](chart, { kind: 'Deployment' });
    const db = database(chart);
    db.connect(holder);
    new ApiObject(holder, 'more', { ...written({ kind: 'Job' }), metadata: { name: 'more' } });
    const policy = manifests(chart).find(({ kind }) => kind === 'NetworkPolicy');
    expect(policy.spec.ingress[0].from[0].podSelector).toEqual(written({ kind: 'Deployment' }).spec.selector);
  });

  test('a seed that is refused leaves nothing behind', () => {
    const chart = newChart();
    const manifest = written({ kind: 'Deployment' });
    manifest.spec.template.spec.volumes = [{ name: 'tmp', emptyDir: {} }];
    const workload = new ApiObject(chart, NAME, manifest);
    expect(refusal(() => scratchOf(chart).seedFrom(workload, { image: 'site:1', path: '/site' }))).toContain('another volume of that name');
    expect(findKind(chart, 'Deployment').spec.template.spec.initContainers).toBeUndefined();
  });

  test('a namespace that is patched counts', () => {
    const chart = newChart();
    const workload = MAKES.ApiObject(chart, { kind: 'Deployment' }) as ApiObject;
    workload.addJsonPatch(JsonPatch.replace('/metadata/namespace', 'other'));
    expect(refusal(() => claimOf(chart).mountInto(workload, '/data'))).toContain('It is in the namespace other and the claim in shop');
  });

  test('Windows is refused by Hardening, and root is not told that it is none', () => {
    const chart = newChart();
    const manifest = written({ kind: 'Deployment' });
    manifest.spec.template.spec.os = { name: 'windows' };
    expect(refusal(() => Hardening.apply(new ApiObject(chart, 'windows', manifest)))).toContain('Its Pods are for Windows');
    const root = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'root' },
      spec: { containers: [{ name: 'a', securityContext: { runAsUser: 0 } }] },
    };
    Hardening.apply(new ApiObject(chart, 'root', root));
    expect(findKind(chart, 'Pod').spec.securityContext).not.toHaveProperty('runAsNonRoot');
  });

  test.each(['/', '/etc', '/proc', '/dev'])('a device at %s is refused, and a mount where a device is', (path) => {
    const chart = newChart();
    const workload = MAKES.ApiObject(chart, { kind: 'Deployment' });
    const device = claimOf(chart, { volumeMode: kplus.PersistentVolumeMode.BLOCK });
    expect(refusal(() => device.attachInto(workload, path))).toContain(
      `devicePath: "${path}". The image or the kernel has something there.`,
    );
    device.attachInto(workload, '/data');
    expect(refusal(() => scratchOf(chart).mountInto(workload, '/data'))).toContain('path: "/data". The container main has a device there.');
  });

  test('several Jobs beside each other are several Pods', () => {
    const chart = newChart();
    const jobTemplate = { spec: { ...written({ kind: 'Job' }).spec, parallelism: 5 } };
    const spec = { schedule: '@daily', concurrencyPolicy: 'Forbid', jobTemplate };
    const cronJob = new ApiObject(chart, 'cron', { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'cron' }, spec });
    expect(refusal(() => claimOf(chart).mountInto(cronJob, '/data'))).toContain('cron runs 5 Pods');
  });

  test('malformed lists are left to the API server', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('volumeMounts', 'env', 'envFrom', 'volumeDevices', 'volumes', 'initContainers'),
        fc.constantFrom<unknown>(null, { a: 1 }, [null], [5], 'x', [{}]),
        (field, value) => {
          const chart = newChart();
          const manifest = written({ kind: 'Deployment' });
          const { spec } = manifest.spec.template;
          (field in { volumes: 1, initContainers: 1 } ? spec : spec.containers[0])[field] = value;
          const workload = new ApiObject(chart, NAME, manifest);
          scratchOf(chart).mountInto(workload, '/data', { containers: ['main'] });
          Hardening.apply(workload);
          expect(findKind(chart, 'Deployment').spec.template.spec.containers[0].volumeMounts.at(-1).mountPath).toBe('/data');
        },
      ),
    );
  });
});
