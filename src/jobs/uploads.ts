import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { checkContainers, checkPathsApart, ContainerOptions, ownMountPaths } from '../hardening/container-options';
import { variables } from '../hardening/jobs';
import { PodOptions } from '../hardening/pod-options';
import { NotSecret } from '../props/not-secret';
import { Problems } from '../props/problems';
import { kibibytes } from '../props/sizes';
import { checkDiskFits } from '../volumes/scratch-accounting';
import { ScratchVolume } from '../volumes/scratch-volume';
import { addWritablePaths, writableDemand } from '../volumes/writable-paths';
import { mountOwn } from '../workloads/mount';
import { MountAccess } from '../workloads/mount-options';
import { Mountable } from '../workloads/mountable';
import { limitsEphemeralStorage } from '../workloads/resources';

/* Containers that carry each finished backup elsewhere. */

/** Where the claim with the backups is mounted, in each container at the same path: links of one lead to files in another. */
export const BACKUPS_PATH = '/backups';
/** Where containers that carry a backup elsewhere find it. */
export const HANDOVER_PATH = '/handover';
/** Room for links and a checksum. */
const HANDOVER_SIZE = Size.mebibytes(16);

/** The container that makes a backup. */
export const BACKUP_CONTAINER = 'backup';

interface WithUploads extends Pick<PodOptions, 'allowTo' | 'hardening'> {
  readonly uploads?: ContainerOptions[];
}

/** Whether a backup is made before others carry it away, so that it is an init container. */
export const hasUploads = ({ uploads }: { readonly uploads?: unknown }): boolean => Array.isArray(uploads) && uploads.length > 0;

/** Checks the containers; `reach` is where the Pod may connect to without them, as part of a sentence. */
export function checkUploads(problems: Problems, { uploads, allowTo, hardening }: WithUploads, notSecret: NotSecret, reach: string): void {
  if (uploads === undefined || (Array.isArray(uploads) && uploads.length === 0)) return;
  const containers = checkContainers(problems, 'uploads', uploads, notSecret);
  for (const { at, container } of containers) {
    if (container.name === BACKUP_CONTAINER) {
      problems.add(`${at}.name`, BACKUP_CONTAINER, 'The container that makes the backup has this name. Use another.');
    }
    for (const mount of ownMountPaths(at, container)) {
      for (const path of [BACKUPS_PATH, HANDOVER_PATH]) checkPathsApart(problems, [{ prop: 'a volume of the backup', path }, mount]);
    }
  }
  if (problems.count === 0) {
    const all = containers.map(({ container }) => container);
    const handover = all.every(limitsEphemeralStorage) ? kibibytes(HANDOVER_SIZE) : 0;
    const demand = writableDemand(all) + handover;
    if (demand > 0) checkDiskFits(problems, 'uploads', all, demand);
  }
  if (containers.length > 0 && hardening?.networkPolicy !== false && !(Array.isArray(allowTo) && allowTo.length > 0)) {
    problems.add('allowTo', allowTo, `The Pod may connect to ${reach}, so no upload can leave it. Name where the uploads go.`);
  }
}

/** Gives the containers of a backup that carry it away what the one that made it hands over. */
export function handOver(
  scope: Construct,
  cronJob: kplus.CronJob,
  { name, uploads, volume }: { readonly name: string; readonly uploads: readonly ContainerOptions[]; readonly volume: Mountable },
): void {
  const handover = new ScratchVolume(scope, 'Handover', { name: 'handover', sizeLimit: HANDOVER_SIZE });
  handover.mountInto(cronJob, HANDOVER_PATH, { access: MountAccess.READ_WRITE, containers: [BACKUP_CONTAINER] });
  handover.mountInto(cronJob, HANDOVER_PATH, { containers: uploads.map((upload) => upload.name) });
  const settings = variables({ BACKUP_DIR: BACKUPS_PATH, BACKUP_NAME: name, HANDOVER_DIR: HANDOVER_PATH });
  for (const container of cronJob.containers) {
    mountOwn(cronJob, { volume, path: BACKUPS_PATH, containers: [container.name] });
    for (const [variable, value] of Object.entries(settings)) {
      if (!(variable in container.env.variables)) container.env.addVariable(variable, value);
    }
  }
  for (const { name: container, writablePaths } of uploads) addWritablePaths(cronJob, container, writablePaths);
}
