import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { MountAccess } from './mount-access';
import { ScratchVolume } from './scratch-volume';

/** Room for what programs keep in /tmp, /run and their caches. */
const SIZE = Size.mebibytes(64);

/** Gives a container of a workload a small scratch volume of its own at each path, for programs under a read-only root file system. */
export function addWritablePaths(workload: kplus.AbstractPod, container: string, paths: readonly string[] = []): void {
  paths.forEach((path, index) => {
    const name = `${container.slice(0, 48).replace(/-+$/, '')}-writable-${index}`;
    const volume = new ScratchVolume(workload, name, { sizeLimit: SIZE });
    volume.mountInto(workload, path, { access: MountAccess.READ_WRITE, containers: [container] });
  });
}
