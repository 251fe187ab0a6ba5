import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { fullName } from '../../hardening/identity';
import { completeCronJob, variables } from '../../hardening/jobs';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { finishPod, toPodProps } from '../../hardening/pod-options';
import { BACKUPS_PATH } from '../../jobs/uploads';
import { loadScript } from '../../scripts/load-script';
import { shell } from '../../util/shell';
import { ScratchMedium } from '../../volumes/scratch-medium';
import { ScratchVolume } from '../../volumes/scratch-volume';
import { mountOwn } from '../../workloads/mount';
import { MountAccess } from '../../workloads/mount-options';
import { fillResources } from '../../workloads/resources';
import type { DatabaseBackupProps } from './backup-props';
import { filesVolume } from './configuration';
import { CONFIGURATION_PATH, verbatim } from './engine-spec';
import { backupsVolume, temporarySpace, withEngineReasons } from './jobs';
import { configurationName } from './objects';
import { closed, DEADLINE, REHEARSAL, RehearsalPlan, STARTING_DEADLINE } from './rehearsal-plan';

/** Where the scratch server has its data. */
const SCRATCH_PATH = '/scratch';

/** The exit codes that another try does not change: wrong settings, and whatever is said of the backup. */
const FINAL = [2, 3, 4, 5, 6, 7, 8, 9];

interface Backup {
  readonly name: string;
  readonly claim: kplus.IPersistentVolumeClaim;
}

/** Makes the CronJob that restores the latest backup into a scratch server. */
export function addRehearsal(parent: Construct, props: DatabaseBackupProps, plan: RehearsalPlan, backup: Backup): kplus.CronJob {
  const scope = new Construct(parent, 'Rehearsal');
  const { identity, props: own, schedule } = plan;
  const { engine, resources } = props.database._plan;
  const options = withEngineReasons(closed(props), props.database);
  // A disk of a class lives as long as the object of its Pod does, and costs as long.
  const kept = own.storageClass === undefined ? 3 : 0;
  const cronJob = new kplus.CronJob(scope, 'CronJob', {
    ...toPodProps(scope, identity, options, true),
    metadata: { name: fullName(identity) },
    schedule,
    timeZone: props.timeZone ?? 'Etc/UTC',
    concurrencyPolicy: kplus.ConcurrencyPolicy.FORBID,
    startingDeadline: props.startingDeadline ?? STARTING_DEADLINE,
    activeDeadline: own.deadline ?? DEADLINE,
    backoffLimit: own.retries ?? 1,
    suspend: own.suspend ?? false,
    successfulJobsRetained: kept,
    failedJobsRetained: own.storageClass === undefined ? 3 : 1,
    restartPolicy: kplus.RestartPolicy.NEVER,
  });
  completeCronJob(cronJob, identity, undefined, FINAL);
  const { init, env, server, options: scratch, prepare, inventory, query } = engine.rehearsing!;
  const { ready, ask, restore } = engine.restoring!;
  const questions = (own.questions ?? []).flatMap(({ statement, answer }) => [verbatim(statement), verbatim(answer)]);
  cronJob.addContainer({
    name: REHEARSAL,
    image: engine.image,
    imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
    command: shell(loadScript('rehearse-database'), 'rehearse-database'),
    args: [
      ...[init, server, ready, engine.dump!.verify, prepare, ask, restore, inventory, query],
      ...[...questions, '--', ...props.database._optionsOfInit, ...scratch],
    ],
    envVariables: {
      ...props.database._plan.props.env,
      ...variables({
        ...env,
        DB_PORT: String(engine.port),
        DB_NAME: props.database.database,
        BACKUP_DIR: BACKUPS_PATH,
        BACKUP_NAME: backup.name,
        BACKUP_SUFFIX: engine.dump!.suffix,
        SCRATCH_DIR: SCRATCH_PATH,
        ...(plan.maxAge !== undefined && { REHEARSAL_MAX_AGE: String(plan.maxAge) }),
      }),
    },
    resources: fillResources({
      ...own.resources,
      cpu: own.resources?.cpu ?? resources.cpu,
      memory: own.resources?.memory ?? resources.memory,
    }),
    securityContext: containerSecurityContext(resolveHardening(props.hardening)),
  });
  finishPod(scope, cronJob, identity, options);
  mountOwn(cronJob, { volume: backupsVolume(backup.claim), path: BACKUPS_PATH, containers: [REHEARSAL] });
  const medium = own.storageClass === undefined ? ScratchMedium.DISK : ScratchMedium.volumeOf(own.storageClass);
  const disk = new ScratchVolume(scope, 'Scratch', { name: 'scratch', sizeLimit: own.size, medium });
  disk.mountInto(cronJob, SCRATCH_PATH, { access: MountAccess.READ_WRITE, containers: [REHEARSAL] });
  temporarySpace(scope, cronJob, [REHEARSAL]);
  if (props.database._plan.configuration.length > 0) {
    const volume = filesVolume('config', configurationName(props.database._plan.identity));
    mountOwn(cronJob, { volume, path: CONFIGURATION_PATH, containers: [REHEARSAL] });
  }
  return cronJob;
}
