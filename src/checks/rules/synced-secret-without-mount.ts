import { driverThatSyncs, syncsSecrets } from '../../facts/drivers';
import { configRefs } from '../lookup/config-refs';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

const TYPE = 'secrets-store.csi.x-k8s.io/SecretProviderClass';

function* check({ set }: RuleContext): Generator<Discovery> {
  const classes = set.all(TYPE);
  if (classes.length === 0) return;
  const makers = new Map<string, Manifest[]>();
  for (const one of classes) {
    for (const object of one.root.at('spec', 'secretObjects').items) {
      const key = keyOf(one.namespace, object.at('secretName').text);
      makers.set(key, [...(makers.get(key) ?? []), one]);
    }
  }
  const holders = new Map<string, PodTemplate[]>();
  for (const pod of set.pods) {
    for (const name of mountedClasses(pod)) {
      const key = keyOf(pod.namespace, name);
      holders.set(key, [...(holders.get(key) ?? []), pod]);
    }
  }
  for (const pod of set.pods) yield* checkPod(set, pod, makers, holders);
}

type Index<T> = ReadonlyMap<string, readonly T[]>;

function* checkPod(set: ManifestSet, pod: PodTemplate, makers: Index<Manifest>, holders: Index<PodTemplate>): Generator<Discovery> {
  const mounted = new Set(mountedClasses(pod));
  const told = new Set<string>();
  for (const { kind, name, at } of configRefs(pod)) {
    if (kind !== 'Secret' || told.has(name) || set.find('Secret', pod.namespace, name) !== undefined) continue;
    const classes = makers.get(keyOf(pod.namespace, name)) ?? [];
    if (classes.length === 0 || classes.some((one) => mounted.has(one.name))) continue;
    told.add(name);
    const holder = classes
      .flatMap((one) => holders.get(keyOf(pod.namespace, one.name)) ?? [])
      .find((other) => !other.isTask && other.workload !== pod.workload);
    yield {
      at,
      ...(holder === undefined ? {} : { level: 'info' as const }),
      cause:
        holder === undefined
          ? `Secret ${name} is made by SecretProviderClass ${classes[0].name} once a Pod mounts its volume, and ${pod.workload.kind} ${pod.workload.name} reads it without mounting it: its Pods wait for a Secret that nobody makes.`
          : `Secret ${name} is there only while a Pod of ${holder.workload.kind} ${holder.workload.name} mounts the volume of SecretProviderClass ${classes[0].name}; ${pod.workload.kind} ${pod.workload.name} reads it and does not.`,
      remedy: `Mount a csi volume of ${driverThatSyncs()} with secretProviderClass: ${classes[0].name} in a container of these Pods.`,
    };
  }
}

/** Those whose volumes a container mounts: the kubelet leaves the others alone. */
function mountedClasses(pod: PodTemplate): readonly string[] {
  return pod.volumes.flatMap((volume) => {
    if (volume.type !== 'csi' || !syncsSecrets(volume.source.at('driver').text ?? '') || pod.mountsOf(volume).length === 0) {
      return [];
    }
    return volume.source.at('volumeAttributes', 'secretProviderClass').text ?? [];
  });
}

function keyOf(namespace: string | undefined, name: string | undefined): string {
  return `${namespace ?? ''}/${name ?? ''}`;
}

export const syncedSecretWithoutMount: Rule = {
  id: 'synced-secret-without-mount',
  level: 'warning',
  otherLevels: ['info'],
  summary: 'a Secret that the Secrets Store driver makes for Pods that mount its volume, read by one that does not',
  explanation: {
    why: [
      'secretObjects of a SecretProviderClass become a Secret when a Pod that mounts the class’s volume starts, and go when the last such Pod goes. A Pod that only reads the Secret stays in CreateContainerConfigError. A volume that no container mounts counts for nothing, since the kubelet does not mount it.',
    ],
    wrong: yaml`
      apiVersion: secrets-store.csi.x-k8s.io/v1
      kind: SecretProviderClass
      metadata:
        name: vault
      spec:
        provider: vault
        secretObjects:
          - secretName: api
            type: Opaque
            data: [{ objectName: key, key: key }]
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: billing
      spec:
        containers:
          - name: billing
            image: registry.example.com/billing:3.1
            envFrom:
              - secretRef: { name: api }
    `,
    right: yaml`
      apiVersion: secrets-store.csi.x-k8s.io/v1
      kind: SecretProviderClass
      metadata:
        name: vault
      spec:
        provider: vault
        secretObjects:
          - secretName: api
            type: Opaque
            data: [{ objectName: key, key: key }]
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: billing
      spec:
        containers:
          - name: billing
            image: registry.example.com/billing:3.1
            envFrom:
              - secretRef: { name: api }
            volumeMounts:
              - { name: vault, mountPath: /mnt/vault, readOnly: true }
        volumes:
          - name: vault
            csi:
              driver: secrets-store.csi.k8s.io
              readOnly: true
              volumeAttributes: { secretProviderClass: vault }
    `,
    see: [
      'https://secrets-store-csi-driver.sigs.k8s.io/topics/sync-as-kubernetes-secret',
      'https://github.com/kubernetes-sigs/secrets-store-csi-driver/issues/1176',
    ],
  },
  check,
};
