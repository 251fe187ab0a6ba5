import { IConstruct } from 'constructs';
import { workloadOf } from '../../workloads/find-workload';
import { MountView, PodView, VolumeView } from '../../workloads/pod-view';

/** What a Pod takes from a ConfigMap or Secret. */
export interface Reference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** What takes it, in words. */
  readonly by: string;
}

/** The Pod with all that methods of cdk8s-plus and of this library have added. Asked for while it is rendered, so without patches. */
const podOf = (deployment: IConstruct): PodView => workloadOf(deployment)!.unpatched();

/** ConfigMaps and Secrets that containers read variables from. */
export function environmentReferences(deployment: IConstruct): Reference[] {
  return podOf(deployment).containers.flatMap(({ name: container, env, envFrom }) => {
    const variables = env.flatMap(({ name, valueFrom }) => {
      const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
      return reference(configMapKeyRef?.name, secretKeyRef?.name, `${name} of ${container}`);
    });
    const sources = envFrom.flatMap(({ configMapRef, secretRef }) =>
      reference(configMapRef?.name, secretRef?.name, `the environment of ${container}`),
    );
    return [...variables, ...sources];
  });
}

/** Sources of a volume that the kubelet fills from the API. */
interface Projection {
  readonly configMap?: { readonly name?: string };
  readonly secret?: { readonly secretName?: string; readonly name?: string };
  readonly projected?: { readonly sources?: readonly Projection[] };
  readonly downwardAPI?: object;
  /** As the L1 classes call it. */
  readonly downwardApi?: object;
}

/** ConfigMaps and Secrets that are mounted, whoever made the volume. */
export function volumeReferences(deployment: IConstruct): Reference[] {
  return mountsOf(deployment).flatMap(({ container, mount: { path }, volume }) => {
    const { configMap, secret, projected } = (volume?.source() ?? {}) as Projection;
    const by = `${path} of ${container}`;
    return [
      ...reference(configMap?.name, secret?.secretName, by),
      ...(projected?.sources ?? []).flatMap((source) => reference(source.configMap?.name, source.secret?.name, by)),
    ];
  });
}

/** Whether a volume is filled from the API, by the kubelet. */
export function isProjected(source: Projection): boolean {
  const { configMap, secret, projected, downwardAPI, downwardApi } = source;
  return [configMap, secret, projected, downwardAPI, downwardApi].some((given) => given !== undefined);
}

/** A mount of a container, and its volume. */
export interface MountOfContainer {
  readonly container: string;
  readonly mount: MountView;
  readonly volume?: VolumeView;
}

/** All mounts of all containers. */
export function mountsOf(deployment: IConstruct): MountOfContainer[] {
  const { containers, volumes } = podOf(deployment);
  return containers.flatMap(({ name, mounts }) => mounts.map((mount) => ({ container: name, mount, volume: volumes.get(mount.volume) })));
}

function reference(configMap: string | undefined, secret: string | undefined, by: string): Reference[] {
  if (configMap !== undefined) return [{ kind: 'ConfigMap', name: configMap, by }];
  return secret === undefined ? [] : [{ kind: 'Secret', name: secret, by }];
}
