import { randomBytes } from 'crypto';
import { App, Chart } from 'cdk8s';
import { ApiClient, Manifest, poll } from './client';
import { ensureNamespace } from './session';

/*
 * What tests of behaviour stand in: namespaces, nodes that are made up, and the work of those who are not there: kubelets and drivers.
 */

/** A namespace that enforces "restricted", with a name that no other test has. */
export function newNamespace(api: ApiClient, what: string): Promise<string> {
  return ensureNamespace(api, `${what}-${randomBytes(3).toString('hex')}`);
}

/** The manifests of a chart. */
export function synthesize(namespace: string, build: (chart: Chart) => void): Manifest[] {
  const chart = new Chart(new App(), 'chart', { namespace });
  build(chart);
  return chart.toJson();
}

/** A node that is ready, has room, and is run by nobody. */
export async function makeNode(api: ApiClient, name: string, labels: Record<string, string>): Promise<void> {
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } } };
  await api.apply(node);
  const room = { cpu: '64', memory: '256Gi', 'ephemeral-storage': '500Gi', pods: '200' };
  const conditions = [{ type: 'Ready', status: 'True', reason: 'Tested', message: 'made up' }];
  // Every node is made with a taint, which goes when its kubelet has reported.
  await api.patch(node, { spec: { taints: null } });
  await api.patch(node, { status: { capacity: room, allocatable: room, conditions } }, 'status');
}

/** Does to a Pod what a kubelet does when all of its containers are ready. */
export async function makeReady(api: ApiClient, pod: Manifest): Promise<void> {
  const conditions = ['Initialized', 'ContainersReady', 'Ready'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime: '2026-11-20T00:00:00Z',
  }));
  await api.patch({ ...pod, apiVersion: 'v1', kind: 'Pod' }, { status: { phase: 'Running', conditions } }, 'status');
}

export const claim = (namespace: string, name: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace },
});

export const pod = (namespace: string, name: string): Manifest => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } });

/** Waits until an object is there and has what is asked of it. */
export function until(api: ApiClient, object: Manifest, what: string, holds: (stored: Manifest) => unknown): Promise<Manifest> {
  return poll(`${object.kind} ${object.metadata.name} ${what}`, 60, async () => {
    const stored = await api.get(object);
    if (stored !== undefined && holds(stored)) return stored;
    throw new Error(JSON.stringify(stored?.status ?? stored));
  });
}

/**
 * Deletes an object, and waits until it is gone: a claim or volume stays until its controller has let it go, takes an apply meanwhile, and
 * goes away under the next one.
 */
export async function remove(api: ApiClient, object: Manifest): Promise<void> {
  await api.delete(object);
  await poll(`${object.kind} ${object.metadata.name} is gone`, 60, async () => (await api.get(object)) === undefined);
}

/** Waits for an event that tells why something is as it is. */
export function untilEvent(api: ApiClient, object: Manifest, reason: string): Promise<Manifest> {
  const { namespace, name } = object.metadata;
  const selector = encodeURIComponent(`involvedObject.name=${name},reason=${reason}`);
  return poll(`${name} has an event ${reason}`, 60, async () => {
    const events = await api.list(`/api/v1/namespaces/${namespace}/events?fieldSelector=${selector}`);
    return events[0];
  });
}

/** Makes the volume of a claim, as a driver does, in the zones given. */
export async function provision(api: ApiClient, { metadata, spec }: Manifest, key: string, zones: string[]): Promise<void> {
  await api.apply({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pvc-${metadata.uid}` },
    spec: {
      capacity: { storage: spec.resources.requests.storage },
      accessModes: spec.accessModes,
      storageClassName: spec.storageClassName,
      persistentVolumeReclaimPolicy: 'Retain',
      csi: { driver: 'csi.example.com', volumeHandle: metadata.uid },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: metadata.name, namespace: metadata.namespace, uid: metadata.uid },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: zones }] }] } },
    },
  });
}

/** A Pod that "restricted" admits and that mounts a claim. */
export function consumer(namespace: string, name: string, claimName: string, spec: object = {}): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'main',
          image: 'busybox:1.37.0',
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
        },
      ],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
      ...spec,
    },
  };
}
