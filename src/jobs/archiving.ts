import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { mountOwn } from '../workloads/mount';
import { MountAccess } from '../workloads/mount-options';
import { fillResources } from '../workloads/resources';

/* What a Job that packs files into an archive, or unpacks one, has for its container. */

/** An archive of a volume. */
export const ARCHIVE_SUFFIX = '.tar.gz';

/** Packing takes a CPU, and little memory whatever the size. */
export function archivingResources(given: kplus.ContainerResources | undefined): kplus.ContainerResources {
  return fillResources({
    ...given,
    cpu: given?.cpu ?? { request: kplus.Cpu.millis(100), limit: kplus.Cpu.units(1) },
    memory: given?.memory ?? { request: Size.mebibytes(64), limit: Size.mebibytes(256) },
  });
}

/** A claim as the Job mounts it: what is only read is so for the kubelet, too, which then changes no group of its files. */
export interface ClaimMount {
  readonly name: string;
  readonly claimName: string;
  readonly path: string;
  readonly access: MountAccess;
}

export function mountClaim(job: kplus.AbstractPod, container: string, { name, claimName, path, access }: ClaimMount): void {
  const volume = { name, source: { persistentVolumeClaim: { claimName, readOnly: access === MountAccess.READ_ONLY } } };
  mountOwn(job, { volume, path, containers: [container], access });
}
