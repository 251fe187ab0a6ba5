import { configObject, ConfigRef, configRefs, isSubPathOfConfig, neverChanges, rollsOnChange } from '../lookup/config-refs';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    if (!KEPT_RUNNING.includes(pod.workload.type) || rollsOnChange(pod)) continue;
    const refs = stale(set, pod);
    const [first] = refs;
    if (first === undefined) continue;
    const names = [...new Set(refs.map(({ kind, name }) => `${kind} ${name}`))];
    yield {
      at: first.at,
      cause: `A change of ${names.join(', ')} does not reach the running Pods, which read ${names.length === 1 ? 'it' : 'them'} by ${ways(refs)}, and nothing replaces them.`,
      remedy: 'Put a digest of the content into an annotation of the Pod template, or into the name of the object.',
    };
  }
}

const KEPT_RUNNING = ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet', 'ReplicationController'];

/** References whose change only a new container sees, to objects of the set: whoever makes others elsewhere has to care there. */
function stale(set: ManifestSet, pod: PodTemplate): ConfigRef[] {
  const bySubPath = new Set(pod.mounts.filter(isSubPathOfConfig).map(({ volume }) => volume));
  return configRefs(pod).filter((ref) => {
    if (ref.via === 'volume' && !bySubPath.has(ref.volume)) return false;
    const object = configObject(set, pod, ref);
    return object !== undefined && !neverChanges(object, ref.name);
  });
}

function ways(refs: readonly ConfigRef[]): string {
  const environment = refs.some(({ via }) => via === 'environment');
  const subPath = refs.some(({ via }) => via === 'volume');
  if (environment && subPath) return 'environment variables and subPath';
  return environment ? 'environment variables' : 'subPath';
}

export const configChangeNotRolledOut: Rule = {
  id: 'config-change-not-rolled-out',
  level: 'warning',
  summary: 'a workload that reads a ConfigMap or Secret by environment or subPath, and is not replaced when it changes',
  explanation: {
    why: [
      'Environment variables and subPath mounts are read when a container starts. After a change the old Pods run on with the old values; the first crash brings the new ones to one Pod and not to the others.',
      'A digest of the content in an annotation of the Pod template makes every change a rollout. So does a digest in the name of the object, which rollbacks understand too, or a controller such as Reloader, whose annotation counts.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: web-settings
      data:
        LOG_LEVEL: info
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        selector:
          matchLabels: { app: web }
        template:
          metadata:
            labels: { app: web }
          spec:
            containers:
              - name: web
                image: nginx:1.29.1
                envFrom:
                  - configMapRef: { name: web-settings }
    `,
    right: yaml`
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: web-settings
      data:
        LOG_LEVEL: info
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        selector:
          matchLabels: { app: web }
        template:
          metadata:
            labels: { app: web }
            annotations:
              checksum/settings: 5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456
          spec:
            containers:
              - name: web
                image: nginx:1.29.1
                envFrom:
                  - configMapRef: { name: web-settings }
    `,
    see: ['https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically'],
  },
  check,
};
