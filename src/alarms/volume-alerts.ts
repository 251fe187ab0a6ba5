import { DRIVERS } from '../facts/drivers';
import { literally, matches } from '../facts/prometheus';
import { StorageAlarm } from './props';
import { AlarmSettings, Alert, BY_CLAIM, byVolumeName, CLAIM, CLAIM_TITLE, inTime, Series, Thresholds, together } from './rule';
import { WatchedClaim } from './watched-claims';

/* Of volumes that fill up, as the kubelet measures them: of claims that a Pod mounts, every minute or so. */

/** Drivers of NFS, of whose volumes statfs tells how full the export is. */
const NFS_DRIVERS = DRIVERS.filter(({ protocol }) => protocol === 'nfs').map(({ provisioner }) => literally(provisioner));

/** How space and inodes are measured. */
const MEASURES = [
  {
    title: 'space',
    is: 'is',
    left: 'kubelet_volume_stats_available_bytes',
    all: 'kubelet_volume_stats_capacity_bytes',
    used: 'kubelet_volume_stats_used_bytes',
    least: (thresholds: Thresholds) => thresholds.spaceLeft,
    alarms: [StorageAlarm.VOLUME_ALMOST_FULL, StorageAlarm.VOLUME_FILLS_UP],
    remedy: 'Ask for more storage in its claim where the class allows growth, or delete what is not needed; what fills it does so again.',
  },
  {
    title: 'inodes',
    is: 'are',
    left: 'kubelet_volume_stats_inodes_free',
    all: 'kubelet_volume_stats_inodes',
    used: 'kubelet_volume_stats_inodes_used',
    least: (thresholds: Thresholds) => thresholds.inodesLeft,
    alarms: [StorageAlarm.INODES_ALMOST_USED, StorageAlarm.INODES_RUN_OUT],
    remedy: 'Delete small files that are not needed, such as sessions and caches; on ext4 a larger volume has more inodes, in proportion.',
  },
] as const;

export function volumeAlerts(series: Series, claims: readonly WatchedClaim[], settings: AlarmSettings): Alert[] {
  const measured = claims.filter(({ isMeasured }) => isMeasured);
  const thresholdsOf = ({ title }: WatchedClaim) => settings.thresholds(title);
  // Claims that differ in what another alert looks at have this one in common: two rules that tell the same are one rule, given twice.
  return MEASURES.flatMap((measure) =>
    [almostGone, goesSoon].flatMap((alert) =>
      together(
        measured,
        (claim) => alert(series, '', thresholdsOf(claim), measure).labels!.threshold!,
        CLAIM,
        ({ pattern }) => pattern,
      ).map(({ condition, first }) => alert(series, condition, thresholdsOf(first), measure)),
    ),
  );
}

type Measure = (typeof MEASURES)[number];

const LEFT = '{{ $value | printf "%.0f" }} %';

/** Percent that are left. */
const share = (series: Series, condition: string, { left, all }: Measure) =>
  `min by ${BY_CLAIM} (100 * ${series.of(left, condition)} / ${series.of(all, condition)})`;

/** A raw device, and a file system without inodes, tells of nothing that is used. */
const really = (series: Series, condition: string, { used }: Measure) =>
  `and on ${BY_CLAIM} max by ${BY_CLAIM} (${series.of(used, condition)}) > 0 unless on ${BY_CLAIM} ${onNfs(series, condition)}`;

function almostGone(series: Series, condition: string, thresholds: Thresholds, measure: Measure): Alert {
  const least = measure.least(thresholds);
  return {
    alert: measure.alarms[0],
    expr: `${share(series, condition, measure)} < ${least} ${really(series, condition, measure)}`,
    for: '5m',
    labels: { threshold: `${least}%` },
    shown: {
      title: `Percent of the ${measure.title} that ${measure.is} left`,
      expr: share(series, condition, measure),
      unit: 'percent',
      legend: `{{namespace}}/{{${CLAIM}}}`,
    },
    summary: `${LEFT} of the ${measure.title} of the claim ${CLAIM_TITLE} ${measure.is} left, which is below ${least} %.`,
    description: measure.remedy,
  };
}

function goesSoon(series: Series, condition: string, { lasts, paceBelow }: Thresholds, measure: Measure): Alert {
  const pace = `min by ${BY_CLAIM} (predict_linear(${series.of(measure.left, condition)}[6h], ${lasts})) < 0`;
  return {
    alert: measure.alarms[1],
    expr: `${share(series, condition, measure)} < ${paceBelow} and on ${BY_CLAIM} ${pace} ${really(series, condition, measure)}`,
    for: '1h',
    labels: { threshold: `${inTime(lasts)} below ${paceBelow}%` },
    summary: `At the pace of the last six hours, the ${measure.title} of the claim ${CLAIM_TITLE} ${measure.is} used up within ${inTime(lasts)}; ${LEFT} ${measure.is} left.`,
    description: measure.remedy,
  };
}

/** Claims whose volume turns out to be NFS: of many classes the name alone is known here. */
function onNfs(series: Series, condition: string): string {
  const volumes = [
    series.anywhere('kube_persistentvolume_info', 'nfs_server!=""'),
    series.anywhere('kube_persistentvolume_info', matches('csi_driver', NFS_DRIVERS)),
  ].join(' or ');
  return `(${series.of(`kube_persistentvolumeclaim_info`, condition)} and on (volumename) ${byVolumeName(volumes)})`;
}
