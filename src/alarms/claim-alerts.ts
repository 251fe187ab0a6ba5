import { equals, literally, matches } from '../facts/prometheus';
import { StorageAlarm } from './props';
import { Alert, BY_CLAIM, byVolumeName, CLAIM, CLAIM_TITLE, Series } from './rule';
import { WatchedClaim } from './watched-claims';

/* Of claims and their volumes, as kube-state-metrics tells of them. */

/** Conditions of a claim whose volume grows. */
const GROWING = ['Resizing', 'FileSystemResizePending', 'ControllerResizeError', 'NodeResizeError'];

export function claimAlerts(series: Series, claims: readonly WatchedClaim[]): Alert[] {
  if (claims.length === 0) return [];
  const condition = matches(
    CLAIM,
    claims.map(({ pattern }) => pattern),
  );
  const phase = (name: string) =>
    `max by ${BY_CLAIM} (${series.of('kube_persistentvolumeclaim_status_phase', condition, equals('phase', name))}) == 1`;
  const info = series.of('kube_persistentvolumeclaim_info', condition);
  const waiting = series.anywhere('kube_storageclass_info', equals('volume_binding_mode', 'WaitForFirstConsumer'));
  const mounted = series.of('kube_pod_spec_volumes_persistentvolumeclaims_info', condition);
  const capacity = series.anywhere('kube_persistentvolume_capacity_bytes');
  const asked = series.of('kube_persistentvolumeclaim_resource_requests_storage_bytes', condition);
  const has = `max by ${BY_CLAIM} (max by (namespace, ${CLAIM}, volumename) (${info}) * on (volumename) group_left () max by (volumename) (${byVolumeName(capacity)}))`;
  const growing = series.of(
    'kube_persistentvolumeclaim_status_condition',
    condition,
    matches('condition', GROWING),
    equals('status', 'true'),
  );
  return [
    {
      alert: StorageAlarm.CLAIM_PENDING,
      // A class that waits for the first Pod is right to wait.
      expr: `${phase('Pending')} unless on ${BY_CLAIM} ((${info} and on (storageclass) ${waiting}) unless on ${BY_CLAIM} ${mounted})`,
      for: '15m',
      summary: `The claim ${CLAIM_TITLE} gets no volume, and its Pods do not start.`,
      description: `kubectl -n {{ $labels.namespace }} describe pvc {{ $labels.${CLAIM} }} says why: a class that does not exist, a quota, a zone without room, or a volume that does not fit.`,
    },
    {
      alert: StorageAlarm.CLAIM_LOST,
      expr: phase('Lost'),
      for: '15m',
      summary: `The volume of the claim ${CLAIM_TITLE} is gone.`,
      description:
        'Delete nothing. Where the disk is still there, make a PersistentVolume for it that names the claim; otherwise restore the last backup into a new claim.',
    },
    {
      alert: StorageAlarm.GROWTH_STUCK,
      expr: `max by ${BY_CLAIM} (${asked}) > ${has} or max by ${BY_CLAIM} (${growing}) == 1`,
      for: '1h',
      summary: `The claim ${CLAIM_TITLE} asks for more than its volume has, and did not get it for an hour.`,
      description: `kubectl -n {{ $labels.namespace }} describe pvc {{ $labels.${CLAIM} }} says why: a quota of the cloud, a limit of the driver, a pause between two changes, or a file system that grows when its Pod starts anew.`,
    },
  ];
}

/** Of volumes whose claim is, or was, in the namespace, and of others by name. */
export function volumeStateAlerts(series: Series, volumes: readonly string[]): Alert[] {
  const claimed = series.anywhere('kube_persistentvolume_claim_ref', equals('claim_namespace', series.namespace));
  const named = volumes.length > 0 ? [matches('persistentvolume', volumes.map(literally))] : [];
  const phase = (name: string) => {
    const inPhase = (...conditions: readonly string[]) =>
      `max by (persistentvolume) (${series.anywhere('kube_persistentvolume_status_phase', equals('phase', name), ...conditions)}) == 1`;
    const ofClaims = series.namespace === '' ? [] : [`${inPhase()} and on (persistentvolume) ${claimed}`];
    return [...ofClaims, ...named.map((condition) => inPhase(condition))].join(' or ');
  };
  return [
    {
      alert: StorageAlarm.VOLUME_FAILED,
      expr: phase('Failed'),
      for: '15m',
      summary: 'The volume {{ $labels.persistentvolume }} was released, and could not be deleted.',
      description:
        'kubectl describe pv {{ $labels.persistentvolume }} says why. Its disk is still there and costs: keep it by the reclaim policy Retain, or mend what keeps the driver from deleting it.',
    },
    {
      alert: StorageAlarm.VOLUME_RELEASED,
      expr: phase('Released'),
      for: '1h',
      summary: 'The volume {{ $labels.persistentvolume }} holds data that nobody claims.',
      description:
        'Decide: to use the data again, clear spec.claimRef.uid and make the claim anew; to let it go, delete the volume, and with Retain the disk behind it.',
    },
  ];
}
