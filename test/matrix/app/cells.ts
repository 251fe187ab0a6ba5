import { Chart, Size } from 'cdk8s';
import {
  Hardening,
  MountAccess,
  MountPropagation,
  PodField,
  PodIsolation,
  PodVolume,
  ProjectedSource,
  RecursiveReadOnly,
  ScratchMedium,
  ScratchVolume,
} from 'cdk8s-storage';
import { deployment as make } from './cdk8s-plus';
import * as things from './things';

/*
 * What is done to a workload, as its user writes it. A fresh app gets this file once for each target, with its import of `make`, so that
 * every call is compiled with the target's own type.
 */

type Target = ReturnType<typeof make>;

const WRITE = { access: MountAccess.READ_WRITE };

export const cells: Readonly<Record<string, (chart: Chart, workload: Target) => void>> = {
  'Claim.mountInto'(chart, workload) {
    things.claim(chart).mountInto(workload, '/data', WRITE);
  },
  'Claim.mountInto, read only'(chart, workload) {
    things.claim(chart).mountInto(workload, '/data');
  },
  'Claim.mountInto, into some containers'(chart, workload) {
    things.claim(chart).mountInto(workload, '/data', { containers: ['prepare', 'helper'], subPath: 'uploads' });
  },
  'Claim.mountInto, subPathExpr'(chart, workload) {
    things.claim(chart).mountInto(workload, '/data', { ...WRITE, containers: ['main'], subPathExpr: 'logs/$(LOG_LEVEL)' });
  },
  'Claim.mountInto, propagation'(chart, workload) {
    things.claim(chart).mountInto(workload, '/data', { ...WRITE, propagation: MountPropagation.HOST_TO_CONTAINER });
  },
  'Claim.mountInto, recursiveReadOnly'(chart, workload) {
    things.claim(chart).mountInto(workload, '/data', { recursiveReadOnly: RecursiveReadOnly.IF_POSSIBLE });
  },
  'Claim.mountInto, two claims'(chart, workload) {
    things.claim(chart, 'data').mountInto(workload, '/data', WRITE);
    things.claim(chart, 'more').mountInto(workload, '/more');
  },
  'Claim.attachInto'(chart, workload) {
    things.device(chart).attachInto(workload, '/dev/data', { containers: ['main'] });
  },
  'ScratchVolume.mountInto, on disk'(chart, workload) {
    things.scratch(chart).mountInto(workload, '/scratch', WRITE);
  },
  'ScratchVolume.mountInto, in memory'(chart, workload) {
    things.scratch(chart, ScratchMedium.MEMORY).mountInto(workload, '/scratch', WRITE);
  },
  'ScratchVolume.mountInto, of a class'(chart, workload) {
    things.scratch(chart, ScratchMedium.volumeOf(things.storageClass)).mountInto(workload, '/scratch', WRITE);
  },
  'ScratchVolume.mountInto, below the workload'(_, workload) {
    new ScratchVolume(workload, 'scratch', { sizeLimit: Size.mebibytes(64) }).mountInto(workload, '/scratch', WRITE);
  },
  'ScratchVolume.seedFrom'(chart, workload) {
    const scratch = things.scratch(chart);
    scratch.seedFrom(workload, { image: 'registry.example.com/content:1', path: '/content' });
    scratch.mountInto(workload, '/scratch', { containers: ['main'] });
  },
  'PodVolume.mountInto'(_, workload) {
    PodVolume.image({ name: 'models', reference: 'registry.example.com/models:1' }).mountInto(workload, '/models');
  },
  'PodVolume.mountInto, of several sources'(_, workload) {
    PodVolume.projected({
      name: 'identity',
      sources: [
        ProjectedSource.downwardApi({ items: [{ path: 'name', field: PodField.NAME }] }),
        ProjectedSource.serviceAccountToken({ audience: 'vault' }),
      ],
    }).mountInto(workload, '/run/identity');
  },
  'PodVolume.attachInto'(_, workload) {
    const volumeMode = things.block;
    PodVolume.ephemeral({ name: 'raw', storage: Size.gibibytes(1), storageClass: things.storageClass, volumeMode }).attachInto(
      workload,
      '/dev/raw',
    );
  },
  'NfsSharedStore.mountInto'(chart, workload) {
    things.store(chart).mountInto(workload, '/pictures', WRITE);
  },
  'StatefulDatabase.connect'(chart, workload) {
    things.database(chart).connect(workload);
  },
  'StatefulDatabase.connect, with options'(chart, workload) {
    things.database(chart).connect(workload, { containers: ['main', 'prepare'], prefix: 'ORDERS', credentialVariables: true });
  },
  'StatefulDatabase.connect, two databases'(chart, workload) {
    things.database(chart).connect(workload);
    things.database(chart, 'stock-db').connect(workload, { prefix: 'STOCK', clientVariables: false });
  },
  'StatefulDatabase.allowFrom'(chart, workload) {
    things.database(chart).allowFrom(workload);
  },
  'StatefulDatabase.allowTo'(chart, workload) {
    things.database(chart).allowTo(workload);
  },
  'DatabaseBackup.allowTo'(chart, workload) {
    things.backup(chart).allowTo(workload);
  },
  'ConfigReloadingDeployment.allowFrom'(chart, workload) {
    things.configured(chart).allowFrom(workload);
  },
  'ConfigReloadingDeployment.allowTo'(chart, workload) {
    things.configured(chart).allowTo(workload);
  },
  'SharedScratchPod.allowFrom'(chart, workload) {
    things.scratchPod(chart).allowFrom(workload);
  },
  'SharedScratchPod.allowTo'(chart, workload) {
    things.scratchPod(chart).allowTo(workload);
  },
  PodIsolation(chart, workload) {
    new PodIsolation(chart, 'isolation', { workload });
  },
  'PodIsolation, opened by connect()'(chart, workload) {
    things.database(chart).connect(workload);
    new PodIsolation(chart, 'isolation', { workload, allowFrom: [things.configured(chart)] });
  },
  'Hardening.apply'(_, workload) {
    Hardening.apply(workload);
  },
  'all of it'(chart, workload) {
    Hardening.apply(workload);
    things.claim(chart).mountInto(workload, '/data', WRITE);
    things.store(chart).mountInto(workload, '/pictures');
    things.scratch(chart).mountInto(workload, '/scratch', WRITE);
    things.database(chart).connect(workload);
  },
};

export { make };
