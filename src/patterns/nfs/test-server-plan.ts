import { isIPv4, isIPv6 } from 'node:net';
import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { serverProblem } from '../../facts/nfs/servers';
import { checkIdentity, checkServiceName, fullName, Identity } from '../../hardening/identity';
import { PodHardening } from '../../hardening/pod-hardening';
import { checkPodOptions, podObjects, PodOptions } from '../../hardening/pod-options';
import { checkImage, checkInteger, checkSize } from '../../props/check';
import { checkKnownProps } from '../../props/known-props';
import { Problems } from '../../props/problems';
import { kibibytes } from '../../props/sizes';
import { checkDiskFits } from '../../volumes/scratch-accounting';
import { checkObjects, FreeObjects, PlannedObject } from '../../workloads/objects';
import { checkResources, limitsEphemeralStorage } from '../../workloads/resources';
import type { NfsTestServerProps } from './test-server-props';

const COMPONENT = 'nfs-test-server';
export const CONTAINER = 'nfs';
export const DEFAULT_SIZE = Size.gibibytes(1);
const DEFAULT_GROUP = 10001;
export const FOR_TESTS_ONLY = { 'cdk8s-storage/for-tests-only': 'true' };

/**
 * What the kernel's NFS server takes: the container mounts the nfsd file system, which only a privileged one can, and writes /etc/exports
 * and its state into its own root file system.
 */
export const HARDENING: PodHardening = { runAsNonRoot: false, allowPrivilegeEscalation: true, readOnlyRootFilesystem: false };

export interface TestServerPlan {
  readonly identity: Identity;
  readonly pod: PodOptions;
  readonly objects: FreeObjects;
}

/** Checks the props of an NfsTestServer; who it is and what its Pod gets follow from them. */
export function planTestServer(scope: Construct, id: string, given: NfsTestServerProps): TestServerPlan {
  const problems = Problems.ofNew('NfsTestServer', scope, id);
  const props: Partial<NfsTestServerProps> = given ?? {};
  checkKnownProps(problems, '', props, 'NfsTestServerProps');
  const identity: Identity = { name: props.name ?? id, component: COMPONENT };
  if (props.acknowledgeForTestsOnly !== true) {
    problems.add(
      'acknowledgeForTestsOnly',
      props.acknowledgeForTestsOnly,
      'This server runs privileged, trusts whoever reaches it, and loses its data with its Pod. Say true where that is right, or use a real NFS server.',
    );
  }
  const name = checkIdentity(problems, identity);
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
  const labels = { ...props.labels, ...FOR_TESTS_ONLY };
  const pod = { user: 0, group, nodeSelector, annotations, labels, hardening: HARDENING };
  const objects = checkObjects(problems, scope, name, () => serverObjects(identity, pod));
  problems.throwIfAny();
  return { identity, pod, objects };
}

function serverObjects(identity: Identity, pod: PodOptions): PlannedObject[] {
  const name = fullName(identity);
  return [{ kind: 'Deployment', name }, { kind: 'Service', name }, ...podObjects(identity, pod)];
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
