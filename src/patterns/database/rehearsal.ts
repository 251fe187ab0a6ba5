import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { variables } from '../../hardening/jobs';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { finishPod } from '../../hardening/pod-options';
import { closed, mountScratch, REHEARSAL, rehearsalCronJob, RehearsalPlan, rehearsalVariables } from '../../jobs/rehearsals';
import { BACKUPS_PATH } from '../../jobs/uploads';
import { loadScript } from '../../scripts/load-script';
import { shell } from '../../util/shell';
import { mountOwn } from '../../workloads/mount';
import { fillResources } from '../../workloads/resources';
import type { DatabaseBackupProps } from './backup-props';
import { filesVolume } from './configuration';
import { CONFIGURATION_PATH, verbatim } from './engine-spec';
import { backupsVolume, temporarySpace, withEngineReasons } from './jobs';
import { configurationName } from './objects';
import type { DatabaseRehearsal } from './rehearsal-props';

interface Backup {
  readonly name: string;
  readonly claim: kplus.IPersistentVolumeClaim;
}

/** Makes the CronJob that restores the latest backup into a scratch server. */
export function addRehearsal(
  parent: Construct,
  props: DatabaseBackupProps,
  plan: RehearsalPlan<DatabaseRehearsal>,
  backup: Backup,
): kplus.CronJob {
  const scope = new Construct(parent, 'Rehearsal');
  const { identity, props: own } = plan;
  const { engine, resources } = props.database._plan;
  const options = withEngineReasons(closed(props), props.database);
  const cronJob = rehearsalCronJob(scope, plan, props);
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
        ...rehearsalVariables(plan, backup.name, engine.dump!.suffix),
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
  mountScratch(scope, cronJob, own);
  temporarySpace(scope, cronJob, [REHEARSAL]);
  if (props.database._plan.configuration.length > 0) {
    const volume = filesVolume('config', configurationName(props.database._plan.identity));
    mountOwn(cronJob, { volume, path: CONFIGURATION_PATH, containers: [REHEARSAL] });
  }
  return cronJob;
}
