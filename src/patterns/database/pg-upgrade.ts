import * as kplus from 'cdk8s-plus-27';
import { variables } from '../../hardening/jobs';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { loadScript } from '../../scripts/load-script';
import { shell } from '../../util/shell';
import { mountLike, mountOwn } from '../../workloads/mount';
import { Mountable } from '../../workloads/mountable';
import { rewritePodSpec } from '../../workloads/pod-spec';
import { withoutPods } from '../../sets/stateful-set';
import { PG_UPGRADE_CONTAINER, PgUpgradePlan } from './pg-upgrade-plan';
import type { DatabaseUpgradeProps } from './upgrade-props';

/** Where the disks of the old database are mounted, and by which names the Pod has them. */
const OLD = { data: { volume: 'old-data', path: '/upgrade/data' }, wal: { volume: 'old-wal', path: '/upgrade/wal' } };

/**
 * Has the Pod of the new database upgrade the data of the old one before anything else, and takes the Pods of that away.
 *
 * No Job: disks that one node may mount go where that Pod is anyway, the claim of the new one is made by its set, and no server can make an
 * empty database there meanwhile.
 */
export function addPgUpgrade(props: DatabaseUpgradeProps, plan: PgUpgradePlan): void {
  const { source, target } = props;
  const { statefulSet } = target;
  const { engine, props: own } = target._plan;
  withoutPods(source.statefulSet);
  statefulSet.addInitContainer({
    name: PG_UPGRADE_CONTAINER,
    image: plan.image,
    imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
    resources: plan.resources,
    securityContext: containerSecurityContext(resolveHardening(own.hardening)),
    command: shell(loadScript('pg-upgrade'), 'pg-upgrade'),
    args: target._optionsOfInit.length > 0 ? [...target._optionsOfInit] : undefined,
    envVariables: { ...engine.env, ...variables(settings(props, plan)), ...target._settings },
  });
  rewritePodSpec(statefulSet, (spec) => {
    const isOurs = ({ name }: { readonly name: string }) => name === PG_UPGRADE_CONTAINER;
    const all = spec.initContainers ?? [];
    spec.initContainers = [...all.filter(isOurs), ...all.filter((container) => !isOurs(container))];
  });
  mountLike(statefulSet, PG_UPGRADE_CONTAINER, target._initContainer);
  const mountOld = (claimName: string, { volume, path }: { readonly volume: string; readonly path: string }) => {
    // Read-only as a volume, too: the kubelet would give its files to the group of the Pod.
    const mountable: Mountable = { name: volume, source: { persistentVolumeClaim: { claimName, readOnly: true } } };
    mountOwn(statefulSet, { volume: mountable, path, containers: [PG_UPGRADE_CONTAINER] });
  };
  mountOld(source.claimName(0), OLD.data);
  const wal = source._walClaimName;
  if (wal !== undefined) mountOld(wal, OLD.wal);
}

function settings({ source, target, checkSpace }: DatabaseUpgradeProps, plan: PgUpgradePlan): Record<string, string> {
  const [old, next] = [source._plan, target._plan];
  const directory = String(old.engine.env.PGDATA.value).slice(old.engine.dataMount.length);
  return {
    OLD_DATA: `${OLD.data.path}${directory}`,
    ...(old.storage.wal && { OLD_WAL: `${OLD.wal.path}${old.engine.walEnv!.WAL_DIR.slice(old.engine.walMount!.length)}` }),
    OLD_BINARIES: plan.oldBinaries,
    OLD_VERSION: old.engine.upgrading!.series,
    NEW_BINARIES: plan.newBinaries,
    NEW_VERSION: next.engine.upgrading!.series,
    DATA_CHECKSUMS: next.engine.operated?.checksums === false ? 'no' : 'yes',
    UPGRADE_WAIT: String(plan.wait.toSeconds()),
    ...(next.storage.wal && next.engine.walEnv),
    ...(checkSpace === false && { UPGRADE_SPACE: 'unchecked' }),
    ...(!plan.analyze && { UPGRADE_ANALYZE: 'no' }),
    ...(plan.allowCollationChange && { ALLOW_COLLATION_CHANGE: 'yes' }),
  };
}
