import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { variables } from '../../hardening/jobs';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { finishPod } from '../../hardening/pod-options';
import { ARCHIVE_SUFFIX, archivingResources, mountClaim } from '../../jobs/archiving';
import { closed, mountScratch, REHEARSAL, rehearsalCronJob, RehearsalPlan, rehearsalVariables } from '../../jobs/rehearsals';
import { BACKUPS_PATH } from '../../jobs/uploads';
import { loadScript } from '../../scripts/load-script';
import { shell } from '../../util/shell';
import { MountAccess } from '../../workloads/mount-options';
import { VolumeBackupProps } from './props';

/** Makes the CronJob that unpacks the latest backup into a scratch directory. */
export function addRehearsal(
  parent: Construct,
  props: VolumeBackupProps,
  plan: RehearsalPlan,
  { name, claim }: { readonly name: string; readonly claim: string },
): kplus.CronJob {
  const scope = new Construct(parent, 'Rehearsal');
  const cronJob = rehearsalCronJob(scope, plan, props);
  const texts = { verify: loadScript('verify-volume'), restore: loadScript('restore-volume'), inventory: loadScript('inventory-volume') };
  cronJob.addContainer({
    name: REHEARSAL,
    image: props.image,
    imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
    command: shell(loadScript('rehearse-database'), 'rehearse-volume'),
    // No server, and nobody to ask.
    args: ['', '', '', texts.verify, '', '', texts.restore, texts.inventory, '', '--'],
    envVariables: variables(rehearsalVariables(plan, name, ARCHIVE_SUFFIX)),
    // What is restored may lie in the ephemeral storage, where the backup keeps nothing.
    resources: archivingResources(plan.props.resources ?? { ...props.resources, ephemeralStorage: undefined }),
    securityContext: containerSecurityContext(resolveHardening(props.hardening)),
  });
  finishPod(scope, cronJob, plan.identity, closed(props));
  mountClaim(cronJob, REHEARSAL, { name: 'backups', claimName: claim, path: BACKUPS_PATH, access: MountAccess.READ_ONLY });
  mountScratch(scope, cronJob, plan.props);
  return cronJob;
}
