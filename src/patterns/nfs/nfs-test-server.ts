import { isIPv4 } from 'node:net';
import { Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { NFS_PORT } from '../../facts/nfs/servers';
import { fullName, Identity, identityLabels, selectorLabels } from '../../hardening/identity';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { finishPod, PodOptions, toPodProps } from '../../hardening/pod-options';
import { Problems } from '../../props/problems';
import { ownProps } from '../../props/own-props';
import { ScratchVolume } from '../../volumes/scratch-volume';
import { MountAccess } from '../../workloads/mount-options';
import { takeObjects } from '../../workloads/objects';
import { rewriteContainers } from '../../workloads/pod-spec';
import { fillResources } from '../../workloads/resources';
import { NfsDriver } from './nfs-driver';
import { CONTAINER, DEFAULT_SIZE, FOR_TESTS_ONLY, HARDENING, planTestServer } from './test-server-plan';
import { NfsTestServerProps } from './test-server-props';

const IMAGE = 'registry.k8s.io/e2e-test-images/volume/nfs:1.6.0';
const EXPORTED = '/exports';

/**
 * An NFS server inside the cluster, FOR TESTS ONLY: to try an `NfsSharedStore` out where there is no server yet.
 *
 * Creates a Deployment of one privileged Pod, a Service on port 2049, and a NetworkPolicy that lets nodes in. It exports one directory as
 * `/`, with an index.html that the image puts there, over NFS 4 only, to whoever reaches it, with root not squashed. The data is lost with
 * the Pod, the server is one process on one node, and Pods that mount it hang while it is away: delete them before it. The namespace must
 * allow privileged Pods, and the kernel of the node must have the module nfsd.
 *
 * @see https://github.com/kubernetes/kubernetes/tree/master/test/images/volume/nfs
 * @example
 * const server = new NfsTestServer(chart, 'try', { acknowledgeForTestsOnly: true, nodeNetworks: ['10.0.0.0/16'] });
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
    props = ownProps(props, 'NfsTestServerProps', new.target !== NfsTestServer);
    const { identity, pod, objects } = planTestServer(scope, id, props);
    super(scope, id);
    takeObjects(this, objects);
    this.name = identity.name;
    this.clusterIP = props.clusterIP;
    this.deployment = this.makeDeployment(identity, pod, props);
    this.service = new kplus.Service(this, 'Service', {
      metadata: { name: fullName(identity), labels: { ...FOR_TESTS_ONLY, ...identityLabels(identity) } },
      clusterIP: props.clusterIP,
      ports: [{ name: 'nfs', port: NFS_PORT, targetPort: NFS_PORT }],
    });
    for (const [key, value] of Object.entries(selectorLabels(identity))) this.service.selectLabel(key, value);
    keepPatchedFields(this);
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

  private makeDeployment(identity: Identity, pod: PodOptions, props: NfsTestServerProps): kplus.Deployment {
    const deployment = new kplus.Deployment(this, 'Deployment', {
      ...toPodProps(this, identity, pod, true),
      metadata: { name: fullName(identity) },
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
      deployment.containers[0].mount(EXPORTED, props.data as kplus.IStorage);
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
