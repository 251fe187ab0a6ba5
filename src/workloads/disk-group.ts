import { ContainerJson, PodSpecJson } from './pod-json';

/** Whether a disk comes with its Pod, or may hold data already. */
export type DiskAge = 'new' | 'kept';

/** The disk behind a claim, where one node alone can mount it: who owns the files of what many share is for its server to say. */
export const diskOf = (accessModes: readonly string[]): DiskAge | undefined =>
  accessModes.some((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod') ? 'kept' : undefined;

/** The group of Pods that name none. */
export const DEFAULT_GROUP = 10001;

/**
 * The file system of a new disk belongs to root, so that a program that is not root needs the group of its files. A disk that may hold data
 * is left as it is where nobody says that the program is not root.
 */
export function addDiskGroup(spec: PodSpecJson, containers: readonly ContainerJson[], disks: ReadonlySet<DiskAge>): void {
  const context = spec.securityContext ?? {};
  const { fsGroup, supplementalGroups, runAsUser, runAsGroup } = context;
  if (disks.size === 0 || fsGroup !== undefined || supplementalGroups !== undefined || runAsUser === 0) return;
  if ((spec.os as { readonly name?: string } | undefined)?.name === 'windows') return;
  const isNonRoot = [context, ...containers.map(({ securityContext }) => securityContext ?? {})].some(
    (said) => said.runAsNonRoot === true || (typeof said.runAsUser === 'number' && said.runAsUser > 0),
  );
  if (!isNonRoot && !disks.has('new')) return;
  // What cdk8s-plus says of when to change it was said without a group to change.
  spec.securityContext = {
    ...context,
    fsGroup: typeof runAsGroup === 'number' ? runAsGroup : DEFAULT_GROUP,
    fsGroupChangePolicy: 'OnRootMismatch',
  };
}
