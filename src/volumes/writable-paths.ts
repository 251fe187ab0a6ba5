import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { kibibytes } from '../props/sizes';
import { limitsEphemeralStorage } from '../workloads/resources';
import { MountAccess } from '../workloads/mount-options';
import { ScratchVolume } from './scratch-volume';

/** Room for what programs keep in /tmp, /run and their caches. */
const SIZE = Size.mebibytes(64);

interface WithWritablePaths {
  readonly resources?: kplus.ContainerResources;
  readonly writablePaths?: readonly string[];
}

/** The KiB that writable paths take from containers which say themselves how much ephemeral storage they may use. */
export function writableDemand(containers: readonly WithWritablePaths[]): number {
  const paths = containers.filter(limitsEphemeralStorage).flatMap(({ writablePaths }) => writablePaths ?? []);
  return paths.length * kibibytes(SIZE);
}

/** Gives a container of a workload a small scratch volume of its own at each path, for programs under a read-only root file system. */
export function addWritablePaths(workload: kplus.AbstractPod, container: string, paths: readonly string[] = []): void {
  paths.forEach((path, index) => {
    const name = `${container.slice(0, 48).replace(/-+$/, '')}-writable-${index}`;
    const volume = new ScratchVolume(workload, name, { sizeLimit: SIZE });
    volume.mountInto(workload, path, { access: MountAccess.READ_WRITE, containers: [container] });
  });
}
