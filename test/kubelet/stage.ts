import { ApiClient, Manifest, poll } from '../cluster/client';
import { podSecurity } from '../cluster/pod-security';
import { isReady, Node, NODE_NAME } from './node/node';
import { Measured } from './measured';

/** Long enough for whatever a busy machine does; a wait that ends here is one for something that does not happen. */
export const PATIENCE = 600;

/** What experiments play on: a cluster of one node, and what they need all the time. */
export class Stage {
  constructor(
    readonly api: ApiClient,
    readonly node: Node,
    /** The kubeconfig of an administrator. */
    readonly kubeconfig: string,
    readonly measured: Measured,
    private readonly note: (text: string) => void,
  ) {}

  say(text: string): void {
    this.note(text);
  }

  async namespace(name: string, level: 'restricted' | 'privileged'): Promise<string> {
    await this.api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: podSecurity(level) } });
    return name;
  }

  /** Applies manifests as they are, but for applications that ask for more processors than there are. */
  async apply(manifests: readonly Manifest[], oneReplicaOf: readonly string[] = []): Promise<void> {
    for (const manifest of manifests) {
      const single = ['Deployment', 'StatefulSet'].includes(manifest.kind) && oneReplicaOf.includes(manifest.metadata.name);
      await this.api.apply(single ? { ...manifest, spec: { ...manifest.spec, replicas: 1 } } : manifest, { force: true });
      if (single) this.say(`the application ${manifest.metadata.name} runs one replica of ${manifest.spec.replicas}`);
    }
  }

  async secret(namespace: string, name: string, stringData: Readonly<Record<string, string>>): Promise<void> {
    await this.api.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData });
  }

  /** A volume for the next claim of a class: on the node's disk, or on a file system of its own. */
  async volume(options: VolumeOptions): Promise<string> {
    const { name, storageClass, size = '200Gi', mebibytes, claim, zone, isShared } = options;
    const path = await this.node.makeDisk(name, mebibytes);
    await this.api.apply({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: {
        capacity: { storage: size },
        accessModes: [isShared === true ? 'ReadWriteMany' : 'ReadWriteOnce'],
        storageClassName: storageClass,
        persistentVolumeReclaimPolicy: 'Retain',
        local: { path },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  zone === undefined ? isIn('kubernetes.io/hostname', NODE_NAME) : isIn('topology.kubernetes.io/zone', zone),
                ],
              },
            ],
          },
        },
        ...(claim !== undefined && { claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...claim } }),
      },
    });
    return path;
  }

  async pods(namespace: string, labels: Readonly<Record<string, string>> = {}): Promise<Manifest[]> {
    const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    const found = await this.api.list(`/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector.join(','))}`);
    // What is in a list does not say what it is.
    return found.map((pod) => ({ ...pod, apiVersion: 'v1', kind: 'Pod' }));
  }

  async pod(namespace: string, name: string): Promise<Manifest> {
    return this.api.get({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } });
  }

  /** Waits until a Pod is ready; not one with the uid that is given, which is on its way out. */
  ready(namespace: string, name: string, notUid?: string): Promise<Manifest> {
    return this.until(`Pod ${name} is ready`, async () => {
      const pod = await this.pod(namespace, name);
      if (pod !== undefined && pod.metadata.uid !== notUid && pod.metadata.deletionTimestamp === undefined && isReady(pod)) return pod;
      throw new Error(summaryOf(pod));
    });
  }

  /** Waits until the Pod that a DaemonSet has on the node is ready; not one with the uid that is given, which is on its way out. */
  onNode(namespace: string, set: string, notUid?: string): Promise<Manifest> {
    return this.until(`the Pod of the DaemonSet ${set} is ready`, async () => {
      const all = (await this.pods(namespace)).filter(({ metadata }) => metadata.ownerReferences?.[0]?.name === set);
      const pod = all.find(({ metadata }) => metadata.uid !== notUid && metadata.deletionTimestamp === undefined);
      if (pod !== undefined && isReady(pod)) return pod;
      throw new Error(all.map(summaryOf).join('; ') || 'it has no Pod');
    });
  }

  /** Waits until a Pod is ready with another container of a name than it had: in the same Pod, or in one that has taken its place. */
  runsAgain(old: Manifest, container: string): Promise<Manifest> {
    const { namespace, name } = old.metadata;
    return this.until(`${container} of ${name} runs again`, async () => {
      const pod = await this.ready(namespace, name);
      return containerOf(pod, container) !== containerOf(old, container) && pod;
    });
  }

  /** Waits until a workload has rolled out what was applied; its Pods are returned. */
  async rolledOut(kind: 'Deployment' | 'StatefulSet', namespace: string, name: string): Promise<Manifest[]> {
    const workload = await this.until(`${kind} ${name} is rolled out`, async () => {
      const stored = await this.api.get({ apiVersion: 'apps/v1', kind, metadata: { name, namespace } });
      const { replicas = 0, readyReplicas = 0, updatedReplicas = 0, observedGeneration } = stored.status ?? {};
      const wanted = stored.spec.replicas;
      const current = observedGeneration === stored.metadata.generation;
      if (current && replicas === wanted && readyReplicas === wanted && updatedReplicas === wanted) return stored;
      const pods = await this.pods(namespace, stored.spec.selector.matchLabels);
      throw new Error(`${JSON.stringify(stored.status)} ${pods.map(summaryOf).join('; ')}`);
    });
    return (await this.pods(namespace, workload.spec.selector.matchLabels)).filter(
      ({ metadata }) => metadata.deletionTimestamp === undefined,
    );
  }

  async jobEnded(namespace: string, name: string): Promise<'Complete' | 'Failed'> {
    return this.until(`Job ${name} has ended`, async () => {
      const job = await this.api.get({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace } });
      const ended = (job?.status?.conditions ?? []).find(
        ({ type, status }: Manifest) => status === 'True' && ['Complete', 'Failed'].includes(type),
      );
      if (ended !== undefined) return ended.type as 'Complete' | 'Failed';
      throw new Error(JSON.stringify(job?.status));
    });
  }

  until<T>(what: string, ask: () => Promise<T> | T): Promise<NonNullable<Exclude<T, false>>> {
    return poll(what, PATIENCE, ask);
  }

  /** Removes a namespace and waits until its Pods are gone. */
  async clear(namespace: string): Promise<void> {
    await this.api.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    // Nobody waits for what is thrown away.
    await this.api.expect('DELETE', `/api/v1/namespaces/${namespace}/pods?gracePeriodSeconds=1`);
    await this.until(`namespace ${namespace} is gone`, async () => {
      return (await this.api.get({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })) === undefined;
    });
  }
}

const isIn = (key: string, value: string) => ({ key, operator: 'In', values: [value] });

export interface VolumeOptions {
  readonly name: string;
  readonly storageClass: string;
  /** What it is said to hold, for the claim to bind. */
  readonly size?: string;
  /** Its real size, where it has a file system of its own. */
  readonly mebibytes?: number;
  /** The claim that it is for, where there are several. */
  readonly claim?: { readonly namespace: string; readonly name: string };
  /** The zone that it can be reached from, where it is said to be of one; else it is of the node. */
  readonly zone?: string;
  /** Whether the Pods of several nodes may write to it, as with a driver of files. */
  readonly isShared?: boolean;
}

/** What a Pod of others says of itself, where "restricted" is enforced; its containers have RESTRICTED. */
export const restrictedPod = ({ user = 10001, fsGroup }: { readonly user?: number; readonly fsGroup?: number } = {}) => ({
  terminationGracePeriodSeconds: 1,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    ...(fsGroup !== undefined && { fsGroup }),
    seccompProfile: { type: 'RuntimeDefault' },
  },
});

export const RESTRICTED = { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } };

/** The id of a container, as containerd knows it. */
export function containerOf(pod: Manifest, name: string): string {
  const all = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  const id: string | undefined = all.find((status: Manifest) => status.name === name)?.containerID;
  if (id === undefined) throw new Error(`${pod.metadata.name} has no container ${name} yet: ${summaryOf(pod)}`);
  return id.replace('containerd://', '');
}

/** What stands in the way, in a line. */
export function summaryOf(pod: Manifest): string {
  if (pod === undefined) return 'there is no such Pod';
  const { phase, conditions = [], initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const scheduled = conditions.find(({ type, status }: Manifest) => type === 'PodScheduled' && status === 'False');
  const states = [...initContainerStatuses, ...containerStatuses].map((status: Manifest) => {
    const { state, lastState, name, ready, restartCount } = status;
    const why = state.waiting ?? state.terminated ?? lastState?.terminated;
    return `${name} ${Object.keys(state).join()}${ready ? ' ready' : ''} restarts ${restartCount} ${why?.reason ?? ''} ${why?.message ?? ''}`.trim();
  });
  return `${pod.metadata.name} ${phase} ${scheduled?.message ?? ''} ${states.join(', ')}`;
}
