import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { fullName, identityLabels } from '../../hardening/identity';
import { completeJob, jobUid, variables } from '../../hardening/jobs';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { finishPod, toPodProps } from '../../hardening/pod-options';
import { BACKUPS_PATH } from '../../jobs/uploads';
import { ownProps } from '../../props/own-props';
import { Problems } from '../../props/problems';
import { loadScript } from '../../scripts/load-script';
import { shell } from '../../util/shell';
import { mountOwn } from '../../workloads/mount';
import { MountAccess } from '../../workloads/mount-options';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { takeObjects } from '../../workloads/objects';
import { fillResources } from '../../workloads/resources';
import { backupsVolume, clientSettings, jobResources, mountCredentials, temporarySpace, withEngineReasons } from './jobs';
import { addPgUpgrade } from './pg-upgrade';
import { DUMP_CONTAINER, planUpgrade, RESTORE_CONTAINER } from './upgrade-plan';
import { DatabaseUpgradeProps } from './upgrade-props';

/** What there is where the data is dumped and restored. */
interface Made {
  readonly job: kplus.Job;
  readonly claim: kplus.IPersistentVolumeClaim;
}

/**
 * Brings the data of a `StatefulDatabase` into a second one of a newer series, which is how every engine is upgraded over any number of
 * series with a way back: the old database is only read.
 *
 * Creates a Job that asks whether anybody still writes to the old database, dumps it with the tools of the new image, reads the dump back,
 * asks the new server all that would stop a restore, and restores it there, refusing a database that holds anything; a claim for the dump
 * unless there is one; a ServiceAccount without rights; and a NetworkPolicy that lets it out to the two databases alone. Killed at any
 * point, its next try goes on. The Job is not deleted when it has finished: whatever keeps the cluster like the manifests would run it again.
 *
 * With `method: UpgradeMethod.pgUpgrade(...)`, for PostgreSQL, none of this: an init container of the new database upgrades a copy of the
 * old data by pg_upgrade, and the old database has no Pods as long as the `DatabaseUpgrade` is in the code. To go back, take it out.
 *
 * @see https://www.postgresql.org/docs/current/upgrading.html
 * @example
 * const next = new StatefulDatabase(chart, 'next', {
 *   name: 'orders-18',
 *   engine: DatabaseEngine.postgres({ version: '18' }),
 *   storage: { size: Size.gibibytes(50), storageClass: disks },
 * });
 * new DatabaseUpgrade(chart, 'upgrade', {
 *   source: old,
 *   target: next,
 *   storage: BackupStorage.newClaim({ size: Size.gibibytes(100), storageClass: disks }),
 * });
 */
export class DatabaseUpgrade extends Construct {
  /** Name of the upgrade. */
  readonly name: string;

  private readonly made?: Made;

  constructor(scope: Construct, id: string, props: DatabaseUpgradeProps) {
    props = ownProps(props, 'DatabaseUpgradeProps', new.target !== DatabaseUpgrade);
    const { identity, objects, pgUpgrade } = planUpgrade(scope, id, props);
    super(scope, id);
    takeObjects(this, objects);
    this.name = identity.name;
    if (pgUpgrade !== undefined) {
      addPgUpgrade(props, pgUpgrade);
      return;
    }
    const { source, target } = props;
    const objectName = fullName(identity);
    const claim = props.storage!._claim(this, objectName, identityLabels(identity));
    const job = new kplus.Job(this, 'Job', {
      ...toPodProps(this, identity, props, true),
      metadata: { name: objectName },
      restartPolicy: kplus.RestartPolicy.NEVER,
      backoffLimit: props.retries ?? 2,
      activeDeadline: props.deadline ?? Duration.hours(24),
    });
    completeJob(job);
    job.addInitContainer(this.dumpContainer(props, objectName));
    job.addContainer(this.restoreContainer(props, objectName));
    finishPod(this, job, identity, withEngineReasons(props, target));
    for (const database of [source, target]) database.allowFrom(job);
    const volume = backupsVolume(claim);
    mountOwn(job, { volume, path: BACKUPS_PATH, containers: [DUMP_CONTAINER], access: MountAccess.READ_WRITE });
    mountOwn(job, { volume, path: BACKUPS_PATH, containers: [RESTORE_CONTAINER] });
    mountCredentials(job, DUMP_CONTAINER, source, 'source-credentials');
    mountCredentials(job, RESTORE_CONTAINER, target);
    temporarySpace(this, job, [DUMP_CONTAINER, RESTORE_CONTAINER]);
    this.made = { job, claim };
    keepPatchedFields(this);
  }

  /** The Job. With pg_upgrade there is none, and to ask for it is an error. */
  get job(): kplus.Job {
    return this.ofDump('job').job;
  }

  /** The claim that holds the dump. With pg_upgrade there is none, and to ask for it is an error. */
  get claim(): kplus.IPersistentVolumeClaim {
    return this.ofDump('claim').claim;
  }

  private ofDump(name: keyof Made): Made {
    const problems = Problems.of('DatabaseUpgrade', this);
    if (this.made === undefined) {
      problems.add(name, undefined, 'pg_upgrade makes no dump and has no Job: it runs in the Pod of the new database. Use that.');
    }
    problems.throwIfAny();
    return this.made!;
  }

  /** Dumps the old database with the programs of the new image: older ones may leave out what the new server wants to know. */
  private dumpContainer(props: DatabaseUpgradeProps, backupName: string): kplus.ContainerProps {
    const { suffix, dump, verify } = props.target._plan.engine.dump!;
    // In a shell of its own: the dump is what the status of the whole is of.
    const quietly = `(\n${props.target._plan.engine.upgrading!.quiet}) || exit\n${dump}`;
    return {
      ...this.common(props),
      name: DUMP_CONTAINER,
      command: shell(loadScript('backup-database'), 'backup-database'),
      args: [quietly, verify],
      envVariables: {
        ...variables({
          ...clientSettings(props.source),
          BACKUP_DIR: BACKUPS_PATH,
          BACKUP_NAME: backupName,
          BACKUP_SUFFIX: suffix,
          BACKUP_KEEP: '1',
        }),
        // A restore that is tried again needs no new dump.
        BACKUP_ID: jobUid(),
      },
    };
  }

  private restoreContainer(props: DatabaseUpgradeProps, backupName: string): kplus.ContainerProps {
    const { source, target } = props;
    const { engine } = target._plan;
    const { ready, contents, restore, ask } = engine.restoring!;
    const { suffix, verify } = engine.dump!;
    return {
      ...this.common(props),
      name: RESTORE_CONTAINER,
      command: shell(loadScript('restore-database'), 'restore-database'),
      args: [ready, contents, verify, restore, ask],
      envVariables: {
        ...variables({
          ...clientSettings(target),
          // While it is restored, the database is not ready for its clients.
          DB_HOST: target._podHost,
          BACKUP_DIR: BACKUPS_PATH,
          BACKUP_NAME: backupName,
          BACKUP_SUFFIX: suffix,
          RESTORE_WAIT: String((props.wait ?? Duration.minutes(10)).toSeconds()),
          ...(source.database !== target.database && { RESTORE_FROM_DATABASE: source.database }),
          ...(props.checkSpace === false && { RESTORE_SPACE: 'unchecked' }),
          ...(props.owners !== undefined && { RESTORE_OWNERS: props.owners }),
        }),
        // What one try left half done, the next one of the same Job may drop; that of no other.
        RESTORE_ID: jobUid(),
      },
    };
  }

  private common(props: DatabaseUpgradeProps): kplus.ContainerProps {
    return {
      image: props.target._plan.engine.image,
      imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
      resources: fillResources(jobResources(props.resources)),
      securityContext: containerSecurityContext(resolveHardening(props.hardening)),
    };
  }
}
