import type { Case, Fired } from './cases';
import { claim } from './healthy';
import { moving, named, SeriesMap, still } from './series';

const HOURS = 4;

const stats = (name: string, values: Readonly<Record<string, string>>): SeriesMap =>
  Object.fromEntries(
    Object.entries(values).map(([what, value]) => [
      named(`kubelet_volume_stats_${what}`, { namespace: 'shop', persistentvolumeclaim: name, node: 'a' }),
      value,
    ]),
  );

const of = (name: string, threshold: string, severity: string) => ({ namespace: 'shop', persistentvolumeclaim: name, threshold, severity });

const full = (name: string, left: number, least: number): Fired => ({
  alert: 'StorageVolumeAlmostFull',
  labels: of(name, `${least}%`, 'critical'),
  summary: `${left} % of the space of the claim shop/${name} is left, which is below ${least} %.`,
});

const fillsUp = (name: string, left: number, within: string): Fired => ({
  alert: 'StorageVolumeFillsUp',
  labels: of(name, `${within} below 40%`, 'warning'),
  summary: `At the pace of the last six hours, the space of the claim shop/${name} is used up within ${within}; ${left} % is left.`,
});

const fewInodes = (name: string, left: number): Fired => ({
  alert: 'StorageInodesAlmostUsed',
  labels: of(name, '10%', 'critical'),
  summary: `${left} % of the inodes of the claim shop/${name} are left, which is below 10 %.`,
});

const inodesRunOut = (name: string, left: number, within: string): Fired => ({
  alert: 'StorageInodesRunOut',
  labels: of(name, `${within} below 40%`, 'warning'),
  summary: `At the pace of the last six hours, the inodes of the claim shop/${name} are used up within ${within}; ${left} % are left.`,
});

/** Space that is left, in percent. */
const space = (name: string, values: string) => stats(name, { available_bytes: values });
/** Inodes that are left, in tenths of a percent. */
const inodes = (name: string, values: string) => stats(name, { inodes_free: values });

const NOTHING = Object.fromEntries(
  ['available_bytes', 'capacity_bytes', 'used_bytes', 'inodes_free', 'inodes', 'inodes_used'].map((what) => [what, still(0, HOURS)]),
);

export function volumeCases(): readonly Case[] {
  const a = (title: string, differs: Case['differs'], ...fires: readonly Fired[]): Case => ({ title, hours: HOURS, differs, fires });
  return [
    a('a tenth of a volume is left', space('data-orders-0', still(10, HOURS))),
    a('less than a tenth is left', space('data-orders-0', still(9, HOURS)), full('data-orders-0', 9, 10)),
    a('less than a tenth is left since four minutes', space('uploads', `50+0x${HOURS * 12 - 1} 9`)),
    a('the claim of backups has a threshold of its own', space('orders-backup', still(7, HOURS))),
    a('and is below that', space('orders-backup', still(4, HOURS)), full('orders-backup', 4, 5)),
    a('a claim of an operator', space('ledger-1', still(1, HOURS)), full('ledger-1', 1, 10)),
    a(
      'what a volume is that two nodes mount, the fuller says',
      {
        ...space('uploads', still(50, HOURS)),
        ...Object.fromEntries(
          Object.entries(
            stats('uploads', { available_bytes: still(8, HOURS), capacity_bytes: still(100, HOURS), used_bytes: still(92, HOURS) }),
          ).map(([name, values]) => [name.replace('node="a"', 'node="b"'), values]),
        ),
      },
      full('uploads', 8, 10),
    ),
    a('a raw device, of which all that is told is 0', stats('uploads', NOTHING)),
    a('a raw device, of which its size is told', stats('uploads', { ...NOTHING, capacity_bytes: still(100, HOURS) })),
    a(
      'a file system that has no count of inodes',
      stats('uploads', { inodes_free: still(0, HOURS), inodes: still(0, HOURS), inodes_used: still(0, HOURS) }),
    ),
    a('a class that turns out to be one of NFS', {
      ...gone(claim('shared', HOURS, { storageclass: 'files', driver: 'files.example.com' })),
      ...claim('shared', HOURS, { storageclass: 'files', driver: 'nfs.csi.k8s.io' }),
      ...stats('shared', { available_bytes: still(1, HOURS), inodes_free: still(1, HOURS) }),
    }),
    a('a volume of NFS without a driver', {
      ...gone(claim('shared', HOURS, { storageclass: 'files', driver: 'files.example.com' })),
      ...claim('shared', HOURS, { storageclass: 'files', driver: '', nfsServer: '10.0.0.9' }),
      ...stats('shared', { available_bytes: still(1, HOURS), inodes_free: still(1, HOURS) }),
    }),
    a('the same of files that are on no NFS', stats('shared', { available_bytes: still(1, HOURS) }), full('shared', 1, 10)),
    a('a claim of somebody else is full', { ...claim('others', HOURS), ...space('others', still(1, HOURS)) }),
    a('a volume that fills up in three days', space('uploads', moving(38, -0.5, HOURS)), fillsUp('uploads', 36, '4d')),
    a('one that fills up in five', space('uploads', moving(38, -0.3, HOURS))),
    a('one that fills up, and has more than two fifths left', space('uploads', moving(90, -5, HOURS))),
    a('one that gets emptier', space('uploads', moving(20, 1, HOURS))),
    a('the claim of backups has to last for two days', space('orders-backup', moving(38, -0.5, HOURS))),
    a('and does not', space('orders-backup', moving(38, -1, HOURS)), fillsUp('orders-backup', 34, '2d')),
    a('a tenth of the inodes is left', inodes('uploads', still(100, HOURS))),
    a('less than a tenth of the inodes is left', inodes('uploads', still(90, HOURS)), fewInodes('uploads', 9)),
    a('inodes of a claim whose space has another threshold', inodes('orders-backup', still(90, HOURS)), fewInodes('orders-backup', 9)),
    a('inodes are used up in three days', inodes('uploads', moving(380, -5, HOURS)), inodesRunOut('uploads', 36, '4d')),
    a('inodes of the claim of backups last for two days', inodes('orders-backup', moving(380, -5, HOURS))),
    a('and do not', inodes('orders-backup', moving(380, -10, HOURS)), inodesRunOut('orders-backup', 34, '2d')),
  ];
}

/** Series that are not there. */
export const gone = (series: SeriesMap): Readonly<Record<string, undefined>> =>
  Object.fromEntries(Object.keys(series).map((name) => [name, undefined]));
