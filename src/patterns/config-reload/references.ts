import * as kplus from 'cdk8s-plus-27';

/** What a Pod takes from a ConfigMap or Secret. */
export interface Reference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** What takes it, in words. */
  readonly by: string;
}

/** ConfigMaps and Secrets that containers read variables from, those added by methods of cdk8s-plus included. */
export function environmentReferences(pod: kplus.AbstractPod): Reference[] {
  return [...pod.containers, ...pod.initContainers].flatMap(({ name: container, env }) => {
    const variables = Object.entries(env.variables).flatMap(([variable, { valueFrom }]) => {
      const { configMapKeyRef, secretKeyRef } = (valueFrom ?? {}) as kplus.k8s.EnvVarSource;
      return reference(configMapKeyRef?.name, secretKeyRef?.name, `${variable} of ${container}`);
    });
    const sources = env.sources.flatMap((source) => {
      const { configMapRef, secretRef } = source._toKube();
      return reference(configMapRef?.name, secretRef?.name, `the environment of ${container}`);
    });
    return [...variables, ...sources];
  });
}

/** ConfigMaps and Secrets that are mounted, whoever made the volume. */
export function volumeReferences(pod: kplus.AbstractPod): Reference[] {
  return mountsOf(pod).flatMap(({ container, mount: { path, volume } }) => {
    const { configMap, secret, projected } = volume._toKube();
    const by = `${path} of ${container}`;
    return [
      ...reference(configMap?.name, secret?.secretName, by),
      ...(projected?.sources ?? []).flatMap((source) => reference(source.configMap?.name, source.secret?.name, by)),
    ];
  });
}

/** Whether a volume is filled from the API, by the kubelet. */
export function isProjected(volume: kplus.Volume): boolean {
  const { configMap, secret, projected, downwardApi } = volume._toKube();
  return [configMap, secret, projected, downwardApi].some((source) => source !== undefined);
}

/** All mounts of all containers. */
export function mountsOf(pod: kplus.AbstractPod): Array<{ readonly container: string; readonly mount: kplus.VolumeMount }> {
  return [...pod.containers, ...pod.initContainers].flatMap((container) =>
    container.mounts.map((mount) => ({ container: container.name, mount })),
  );
}

function reference(configMap: string | undefined, secret: string | undefined, by: string): Reference[] {
  if (configMap !== undefined) return [{ kind: 'ConfigMap', name: configMap, by }];
  return secret === undefined ? [] : [{ kind: 'Secret', name: secret, by }];
}
