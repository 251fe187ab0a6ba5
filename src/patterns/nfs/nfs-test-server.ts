import { isIPv4, isIPv6 } from 'node:net';
import { Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { NFS_PORT, serverProblem } from '../../facts/nfs/servers';
import { checkIdentity, checkServiceName, Identity, identityLabels, selectorLabels, takeIdentity } from '../../hardening/identity';
import { containerSecurityContext, PodHardening, resolveHardening } from '../../hardening/pod-hardening';
import { checkPodOptions, finishPod, PodOptions, toPodProps } from '../../hardening/pod-options';
import { checkImage, checkInteger, checkSize } from '../../props/check';
import { rewriteContainers } from '../../workloads/pod-spec';
import { Problems } from '../../props/problems';
import { kibibytes } from '../../props/sizes';
import { checkResources, fillResources, limitsEphemeralStorage } from '../../workloads/resources';
import { MountAccess } from '../../workloads/mount-access';
import { checkDiskFits } from '../../volumes/scratch-accounting';
import { ScratchVolume } from '../../volumes/scratch-volume';
import { NfsDriver } from './nfs-driver';

/** Props of an `NfsTestServer`. */
export interface NfsTestServerProps {
  /** Says that this server is for trying things out and keeps no data: must be true. */
  readonly acknowledgeForTestsOnly: boolean;

  /**
   * Networks from which nodes reach Pods, in CIDR notation. Volumes are mounted by nodes and not by Pods, so no selector of Pods lets them
   * in: name the network of the nodes' addresses, and where the network plugin tunnels (Calico, Flannel) that of the Pods, which the
   * ends of the tunnels are in.
   */
  readonly nodeNetworks: string[];

  /**
   * Name of the server; all that is made is named `<name>-nfs-test-server`.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * A fixed address for the Service, free in the cluster's Service range. `inTreeDriver()` needs it, since the kubelet mounts with the
   * resolver of its node, which on most clusters does not know Services.
   *
   * @default - any address
   */
  readonly clusterIP?: string;

  /**
   * Group id that owns the exported directory.
   *
   * @default 10001
   */
  readonly group?: number;

  /**
   * Most that the server may store on its node's disk, before it is evicted with all that it has.
   *
   * @default Size.gibibytes(1)
   */
  readonly sizeLimit?: Size;

  /**
   * What to export instead of a directory that is lost with the server's Pod, such as a `Claim` of an ordinary disk.
   *
   * @default - a scratch volume of `sizeLimit`
   */
  readonly data?: kplus.IStorage;

  /**
   * Image of the server, with a tag or digest: it serves the directories named as its arguments, and takes their group by `-G`, as the
   * one of Kubernetes' own tests does.
   *
   * @default 'registry.k8s.io/e2e-test-images/volume/nfs:1.6.0'
   */
  readonly image?: string;

  /**
   * Requests and limits of the server.
   *
   * @default - 100m to 500m of CPU, 128Mi to 256Mi of memory, 64Mi to 256Mi of ephemeral storage, and what the scratch volume adds
   */
  readonly resources?: kplus.ContainerResources;

  /**
   * Labels that a node must have to run the server: its kernel must have the module nfsd.
   *
   * @default - any node
   */
  readonly nodeSelector?: { readonly [key: string]: string };

  /**
   * Labels of the Pod, besides `app.kubernetes.io/name`, `component`, `managed-by` and `cdk8s-storage/for-tests-only`.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Annotations of the Pod.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };
}

const COMPONENT = 'nfs-test-server';
const IMAGE = 'registry.k8s.io/e2e-test-images/volume/nfs:1.6.0';
const CONTAINER = 'nfs';
const EXPORTED = '/exports';
const DEFAULT_SIZE = Size.gibibytes(1);
const DEFAULT_GROUP = 10001;
const FOR_TESTS_ONLY = { 'cdk8s-storage/for-tests-only': 'true' };

/**
 * What the kernel's NFS server takes: the container mounts the nfsd file system, which only a privileged one can, and writes /etc/exports
 * and its state into its own root file system.
 */
const HARDENING: PodHardening = { runAsNonRoot: false, allowPrivilegeEscalation: true, readOnlyRootFilesystem: false };

/**
 * An NFS server inside the cluster, FOR TESTS ONLY: to try an `NfsSharedStore` out where there is no server yet.
 *
 * Creates a Deployment of one privileged Pod, a Service on port 2049, and a NetworkPolicy that lets nodes in. It exports one directory as
 * `/`, with an index.html that the image puts there, over NFS 4 only, to whoever reaches it, with root not squashed. The data is lost with
 * the Pod, the server is one process on one node, and Pods that mount it hang while it is away: delete them before it. The namespace must
 * allow privileged Pods, and the kernel of the node must have the module nfsd.
 *
 * @see https://github.com/kubernetes/kubernetes/tree/master/test/images/volume/nfs
 */
export class NfsTestServer extends Construct {
  /** Name of the server. */
  readonly name: string;

  /** The server. */
  readonly deployment: kplus.Deployment;

  /** The Service that volumes are mounted from. */
  readonly service: kplus.Service;

  private readonly clusterIP?: string;

  constructor(scope: Construct, id: string, props: NfsTestServerProps) {
    const identity: Identity = { name: props?.name ?? id, component: COMPONENT };
    const pod = checkProps(scope, id, identity, props);
    super(scope, id);
    takeIdentity(this, identity);
    this.name = identity.name;
    this.clusterIP = props.clusterIP;
    const fullName = `${identity.name}-${identity.component}`;
    this.deployment = this.makeDeployment(fullName, identity, pod, props);
    this.service = new kplus.Service(this, 'Service', {
      metadata: { name: fullName, labels: { ...FOR_TESTS_ONLY, ...identityLabels(identity) } },
      clusterIP: props.clusterIP,
      ports: [{ name: 'nfs', port: NFS_PORT, targetPort: NFS_PORT }],
    });
    for (const [key, value] of Object.entries(selectorLabels(identity))) this.service.selectLabel(key, value);
  }

  /** For volumes that csi-driver-nfs mounts: it resolves the name of the Service. */
  csiDriver(subDir?: string): NfsDriver {
    return NfsDriver.csi({ server: this.address(), share: '/', subDir });
  }

  /** For claims that csi-driver-nfs makes directories for, which the group can write. */
  dynamicDriver(): NfsDriver {
    // The export is the server's own and belongs to the group, so directories in it may too.
    return NfsDriver.csiDynamic({ server: this.address(), share: '/', mountPermissions: '2770' });
  }

  /** For volumes that the kubelet mounts itself, which takes the fixed address `clusterIP`. */
  inTreeDriver(): NfsDriver {
    if (this.clusterIP === undefined) {
      const problems = Problems.of('NfsTestServer', this);
      problems.add(
        'clusterIP',
        undefined,
        'The kubelet mounts with the resolver of its node, which on most clusters does not know Services. Give a free address of the Service range, or use csiDriver().',
      );
      problems.throwIfAny();
    }
    return NfsDriver.inTree({ server: this.clusterIP!, path: '/' });
  }

  private address(): string {
    const { namespace } = Chart.of(this);
    if (this.clusterIP === undefined && namespace === undefined) {
      const problems = Problems.of('NfsTestServer', this);
      problems.add('namespace', undefined, 'The name of a Service ends in it. Give one to the chart, or a clusterIP to the server.');
      problems.throwIfAny();
    }
    return this.clusterIP ?? `${this.service.name}.${namespace}.svc`;
  }

  private makeDeployment(fullName: string, identity: Identity, pod: PodOptions, props: NfsTestServerProps): kplus.Deployment {
    const deployment = new kplus.Deployment(this, 'Deployment', {
      ...toPodProps(this, identity, pod, true),
      metadata: { name: fullName },
      select: false,
      replicas: 1,
      // Two servers over one directory would corrupt it.
      strategy: kplus.DeploymentStrategy.recreate(),
      containers: [
        {
          name: CONTAINER,
          image: props.image ?? IMAGE,
          imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
          args: ['-G', String(pod.group), EXPORTED],
          ports: [{ name: 'nfs', number: NFS_PORT }],
          resources: fillResources(props.resources),
          startup: kplus.Probe.fromTcpSocket({ port: NFS_PORT, periodSeconds: Duration.seconds(2), failureThreshold: 60 }),
          readiness: kplus.Probe.fromTcpSocket({ port: NFS_PORT, periodSeconds: Duration.seconds(5), failureThreshold: 2 }),
          liveness: kplus.Probe.fromTcpSocket({ port: NFS_PORT, periodSeconds: Duration.seconds(20), failureThreshold: 6 }),
          securityContext: { ...containerSecurityContext(resolveHardening(HARDENING)), privileged: true },
        },
      ],
    });
    finishPod(this, deployment, identity, {
      ...pod,
      allowFrom: props.nodeNetworks.map((network, index) => ipBlock(this, `NodeNetwork${index}`, network)),
    });
    // A privileged container has all capabilities; dropping them beside is refused or undone, as the runtime likes.
    rewriteContainers(deployment, (container) => {
      container.securityContext = { ...container.securityContext, capabilities: undefined };
    });
    if (props.data !== undefined) {
      deployment.containers[0].mount(EXPORTED, props.data);
    } else {
      const scratch = new ScratchVolume(this, 'Data', { name: 'data', sizeLimit: props.sizeLimit ?? DEFAULT_SIZE });
      scratch.mountInto(deployment, EXPORTED, { access: MountAccess.READ_WRITE });
    }
    return deployment;
  }
}

function ipBlock(scope: Construct, id: string, network: string): kplus.NetworkPolicyIpBlock {
  const [address, length] = network.split('/');
  if (isIPv4(address)) return kplus.NetworkPolicyIpBlock.ipv4(scope, id, network);
  // cdk8s-plus takes the shortest, lower-case form only, which is the one that URLs have.
  const { hostname } = new URL(`http://[${address}]`);
  return kplus.NetworkPolicyIpBlock.ipv6(scope, id, `${hostname.slice(1, -1)}/${length}`);
}

function checkProps(scope: Construct, id: string, identity: Identity, given: NfsTestServerProps): PodOptions {
  const problems = Problems.ofNew('NfsTestServer', scope, id);
  const props: Partial<NfsTestServerProps> = given ?? {};
  if (props.acknowledgeForTestsOnly !== true) {
    problems.add(
      'acknowledgeForTestsOnly',
      props.acknowledgeForTestsOnly,
      'This server runs privileged, trusts whoever reaches it, and loses its data with its Pod. Say true where that is right, or use a real NFS server.',
    );
  }
  checkIdentity(problems, scope, identity);
  checkServiceName(problems, 'name', identity.name);
  checkNetworks(problems, props.nodeNetworks);
  if (props.clusterIP !== undefined) checkAddress(problems, props.clusterIP);
  const group = props.group === undefined ? DEFAULT_GROUP : checkInteger(problems, 'group', props.group, { min: 1, max: 2 ** 31 - 1 });
  if (props.sizeLimit !== undefined) checkSize(problems, 'sizeLimit', props.sizeLimit);
  if (props.data !== undefined) {
    if (typeof (props.data as Partial<kplus.IStorage> | null)?.asVolume !== 'function') {
      problems.add('data', props.data, 'Give a Claim, a kplus.Volume or a kplus.PersistentVolumeClaim, or leave it out.');
    }
    if (props.sizeLimit !== undefined) problems.add('sizeLimit', props.sizeLimit, 'It is for the scratch volume. Leave it out, or data.');
  }
  if (props.image !== undefined) checkImage(problems, 'image', props.image);
  checkResources(problems, 'resources', props.resources);
  for (const key of Object.keys(FOR_TESTS_ONLY)) {
    const value = (props.labels as Record<string, unknown> | null | undefined)?.[key];
    if (value !== undefined) problems.add(`labels["${key}"]`, value, 'It says what this server is. Use another key.');
  }
  const { nodeSelector, annotations } = props;
  checkPodOptions(problems, { nodeSelector, annotations, labels: props.labels });
  if (problems.count === 0 && props.data === undefined && limitsEphemeralStorage(props)) {
    checkDiskFits(problems, 'sizeLimit', [{ name: CONTAINER, resources: props.resources }], kibibytes(props.sizeLimit ?? DEFAULT_SIZE));
  }
  problems.throwIfAny();
  return { user: 0, group, nodeSelector, annotations, labels: { ...props.labels, ...FOR_TESTS_ONLY }, hardening: HARDENING };
}

function checkNetworks(problems: Problems, networks: unknown): void {
  if (!Array.isArray(networks) || networks.length === 0) {
    problems.add(
      'nodeNetworks',
      networks,
      'Nodes mount volumes, and the server is closed to all others. List their networks, such as ["10.0.0.0/16"].',
    );
    return;
  }
  networks.forEach((network: unknown, index) => {
    if (!isNetwork(network)) {
      problems.add(`nodeNetworks[${index}]`, network, 'Give a network in CIDR notation, such as "10.0.0.0/16" or "fd00::/64".');
    }
  });
}

function isNetwork(network: unknown): boolean {
  const match = typeof network === 'string' ? /^([^/]+)\/([0-9]{1,3})$/.exec(network) : null;
  if (match === null) return false;
  const [, address, length] = match;
  return (isIPv4(address) && Number(length) <= 32) || (isIPv6(address) && !/[.%]/.test(address) && Number(length) <= 128);
}

function checkAddress(problems: Problems, address: unknown): void {
  const valid = typeof address === 'string' && (isIPv4(address) || isIPv6(address)) && serverProblem(address) === undefined;
  if (!valid) problems.add('clusterIP', address, 'Give a free IP address of the Service range of the cluster, such as 10.96.0.49.');
}
