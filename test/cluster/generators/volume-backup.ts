import { Cron, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { BackupStorage, Claim, Hardening, VolumeBackup, VolumeRestore } from '../../../src';
import { Generator } from '../property';
import { containers, images, names, podOptions, rarely, resources, seconds, storageClasses } from './common';
import { backupStorage, rehearsal, schedules } from './stateful-database';
import { orWild, wildDurations, wildNumbers } from './wild';

const { READ_WRITE_MANY, READ_WRITE_ONCE, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;

const props = fc.record(
  {
    ...podOptions,
    schedule: schedules,
    storage: backupStorage,
    image: images,
    onAnyNode: rarely(fc.boolean()),
    exclude: orWild(fc.constantFrom(['cache'], ['a/b', 'c d'], []), fc.constantFrom(['/'], ['*'], ['../x'], [''])),
    acceptChanges: fc.boolean(),
    timeZone: fc.constantFrom('Etc/UTC', 'Europe/Berlin'),
    keep: orWild(fc.integer({ min: 1, max: 30 }), wildNumbers),
    // What is left of it beside the suffix of the rehearsal.
    name: names(34),
    startingDeadline: orWild(seconds(10, 7200), wildDurations),
    deadline: orWild(seconds(60, 86_400), wildDurations),
    retries: orWild(fc.integer({ min: 0, max: 6 }), wildNumbers),
    suspend: fc.boolean(),
    uploads: rarely(containers({}, 2)),
    resources,
    rehearsal,
  },
  { requiredKeys: ['schedule', 'storage', 'image', 'name'] },
);

const restored = fc.record(
  {
    ...podOptions,
    image: images,
    overwrite: orWild(fc.constant('overwrite existing data'), fc.constantFrom('yes', '')),
    name: names(50),
    deadline: orWild(seconds(1, 86_400), wildDurations),
    retries: orWild(fc.integer({ min: 0, max: 6 }), wildNumbers),
    resources,
  },
  { requiredKeys: ['image'] },
);

/** Restores from files of a backup that is part of the app, or of one that is not. */
export const volumeRestore: Generator = {
  construct: 'VolumeRestore',
  recipes: () =>
    fc.record({
      id: names(),
      files: names(20),
      isOwn: fc.boolean(),
      file: fc.option(fc.constant('-20261120T024000Z.tar.gz'), { nil: undefined }),
      props: restored,
    }),
  checked: ['props'],
  build: (chart, { id, files, isOwn, file, props: given }) => {
    const claimOf = (claim: string) => kplus.PersistentVolumeClaim.fromClaimName(chart, `claim-${claim}`, claim);
    const source = isOwn
      ? {
          backup: new VolumeBackup(chart, 'backup', {
            claim: claimOf('pages'),
            onAnyNode: true,
            schedule: Cron.daily(),
            image: 'busybox:1.37.0',
            name: files,
            storage: BackupStorage.existingClaim(claimOf('backups')),
          }),
        }
      : { backups: claimOf('backups'), backupName: files };
    new VolumeRestore(chart, id, given && { claim: claimOf('new-pages'), ...source, ...(file && { file: `${files}${file}` }), ...given });
  },
};

/** Backups of a claim, on the node of a workload, or on any. */
export const volumeBackup: Generator = {
  construct: 'VolumeBackup',
  recipes: () =>
    fc.record({
      id: names(),
      claim: fc.record({
        name: names(),
        storageClass: storageClasses,
        mode: fc.constantFrom(READ_WRITE_MANY, READ_WRITE_ONCE, READ_WRITE_ONCE_POD),
      }),
      hasWorkload: fc.boolean(),
      props,
    }),
  checked: ['props'],
  build: (chart, { id, claim: { name, storageClass, mode }, hasWorkload, props: given }) => {
    const claim = new Claim(chart, 'given-claim', {
      name: `${name}-source`,
      storage: Size.gibibytes(10),
      storageClass,
      accessModes: [mode],
    });
    const workload = hasWorkload
      ? new kplus.Deployment(chart, 'workload', {
          metadata: { name: 'workload' },
          strategy: kplus.DeploymentStrategy.recreate(),
          replicas: 1,
          containers: [
            {
              image: 'tools:1.29.1',
              securityContext: { ensureNonRoot: true, user: 10001, group: 10001 },
            },
          ],
        })
      : undefined;
    if (workload !== undefined) Hardening.apply(workload);
    // A claim for one node has to have one of the two.
    const place = hasWorkload ? { workload } : { onAnyNode: true };
    new VolumeBackup(
      chart,
      id,
      given && { claim, ...given, ...((given.onAnyNode ?? undefined) === undefined ? place : hasWorkload && { workload }) },
    );
  },
};
