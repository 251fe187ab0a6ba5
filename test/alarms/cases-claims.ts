import type { Case, Fired } from './cases';
import { claim, volumeSeries } from './healthy';
import { named, SeriesMap, still } from './series';

const HOURS = 2;
const namespace = 'shop';

const phaseOf = (name: string, now: string): SeriesMap =>
  Object.fromEntries(
    ['Bound', 'Pending', 'Lost'].map((phase) => [
      named('kube_persistentvolumeclaim_status_phase', { namespace, persistentvolumeclaim: name, phase }),
      still(phase === now ? 1 : 0, HOURS),
    ]),
  );

const volumePhase = (volume: string, now: string): SeriesMap =>
  Object.fromEntries(
    ['Bound', 'Released', 'Failed'].map((phase) => [
      named('kube_persistentvolume_status_phase', { persistentvolume: volume, phase }),
      still(phase === now ? 1 : 0, HOURS),
    ]),
  );

const mounted = (name: string) =>
  named('kube_pod_spec_volumes_persistentvolumeclaims_info', { namespace, persistentvolumeclaim: name, pod: `of-${name}`, volume: 'data' });

const ofClaim = (alert: string, name: string, severity: string, summary: string): Fired => ({
  alert,
  labels: { namespace, persistentvolumeclaim: name, severity },
  summary,
});

const pending = (name: string) =>
  ofClaim('StorageClaimPending', name, 'warning', `The claim shop/${name} gets no volume, and its Pods do not start.`);
const stuck = (name: string) =>
  ofClaim(
    'StorageGrowthStuck',
    name,
    'warning',
    `The claim shop/${name} asks for more than its volume has, and did not get it for an hour.`,
  );

const ofVolume = (alert: string, persistentvolume: string, summary: string): Fired => ({
  alert,
  labels: { persistentvolume, severity: 'warning' },
  summary,
});
const failed = (volume: string) => ofVolume('StorageVolumeFailed', volume, `The volume ${volume} was released, and could not be deleted.`);
const released = (volume: string) => ofVolume('StorageVolumeReleased', volume, `The volume ${volume} holds data that nobody claims.`);

const asked = (name: string, size: number): SeriesMap => ({
  [named('kube_persistentvolumeclaim_resource_requests_storage_bytes', { namespace, persistentvolumeclaim: name })]: still(size, HOURS),
});

const condition = (name: string, type: string, status: string): SeriesMap => ({
  [named('kube_persistentvolumeclaim_status_condition', { namespace, persistentvolumeclaim: name, condition: type, status })]: still(
    1,
    HOURS,
  ),
});

/** A volume whose claim was in another namespace. */
const foreign = Object.fromEntries(
  volumeSeries('pv-foreign', HOURS, {
    storageclass: 'disks',
    driver: 'ebs.csi.aws.com',
    nfsServer: '',
    claimNamespace: 'others',
    claimName: 'uploads',
  }),
);

/** The same claim without a volume. */
function unbound(name: string): SeriesMap {
  const infos = Object.entries(claim(name, HOURS)).filter(([series]) => series.startsWith('kube_persistentvolumeclaim_info'));
  return Object.fromEntries(infos.map(([series, values]) => [series.replace(/volumename="[^"]*"/, 'volumename=""'), values]));
}
const bound = (name: string) =>
  Object.fromEntries(
    Object.keys(claim(name, HOURS))
      .filter((series) => series.startsWith('kube_persistentvolumeclaim_info'))
      .map((series) => [series, undefined]),
  );

export function claimCases(): readonly Case[] {
  const a = (title: string, differs: Case['differs'], ...fires: readonly Fired[]): Case => ({ title, hours: HOURS, differs, fires });
  return [
    a(
      'a claim waits that a Pod mounts',
      { ...phaseOf('uploads', 'Pending'), ...bound('uploads'), ...unbound('uploads') },
      pending('uploads'),
    ),
    a('a claim waits for its first Pod', {
      ...phaseOf('uploads', 'Pending'),
      ...bound('uploads'),
      ...unbound('uploads'),
      [mounted('uploads')]: undefined,
    }),
    a(
      'a claim waits of a class that does not wait for Pods',
      { ...phaseOf('shared', 'Pending'), [mounted('shared')]: undefined },
      pending('shared'),
    ),
    a(
      'claims of a set and of an operator wait',
      { ...phaseOf('data-orders-0', 'Pending'), ...phaseOf('audit-2', 'Pending') },
      pending('data-orders-0'),
      pending('audit-2'),
    ),
    a(
      'the volume of a claim is gone',
      phaseOf('uploads', 'Lost'),
      ofClaim('StorageClaimLost', 'uploads', 'critical', 'The volume of the claim shop/uploads is gone.'),
    ),
    a('a claim asks for more', asked('uploads', 200), stuck('uploads')),
    a('a claim asks for less, which a volume may have more than', asked('uploads', 50)),
    a('the file system waits to grow', condition('uploads', 'FileSystemResizePending', 'true'), stuck('uploads')),
    a('the file system has grown', condition('uploads', 'FileSystemResizePending', 'false')),
    a('another condition', condition('uploads', 'ModifyingVolume', 'true')),
    a('a volume cannot be deleted', volumePhase('pv-uploads', 'Failed'), failed('pv-uploads')),
    a('a volume of this app that nobody claims cannot be deleted', volumePhase('archive', 'Failed'), failed('archive')),
    a('a volume of others cannot be deleted', { ...foreign, ...volumePhase('pv-foreign', 'Failed') }),
    a('a volume is released', volumePhase('pv-uploads', 'Released'), released('pv-uploads')),
    a(
      'a volume is released whose claim was of this namespace, and of no name here',
      {
        ...Object.fromEntries(
          volumeSeries('pv-old', HOURS, {
            storageclass: 'disks',
            driver: 'ebs.csi.aws.com',
            nfsServer: '',
            claimNamespace: namespace,
            claimName: 'gone',
          }),
        ),
        ...volumePhase('pv-old', 'Released'),
      },
      released('pv-old'),
    ),
    a('a volume of this app is released', volumePhase('archive', 'Released'), released('archive')),
    a('a volume of others is released', { ...foreign, ...volumePhase('pv-foreign', 'Released') }),
  ];
}
