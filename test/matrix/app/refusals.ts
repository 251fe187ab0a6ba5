import { App, Chart, Size } from 'cdk8s';
import { ClaimTemplate, Hardening, MountAccess, MountPropagation, RecursiveReadOnly, ScratchVolume } from 'cdk8s-storage';
import { service, deployment as make } from './cdk8s-plus';
import { Shape } from './shape';
import * as things from './things';

/*
 * What is refused, whatever the workload is made with. A fresh app gets this file once for each target, like the cells.
 */

type Target = ReturnType<typeof make>;

interface Refusal {
  readonly shape?: Shape;
  readonly attempt: (chart: Chart, workload: Target) => void;
}

const WRITE = { access: MountAccess.READ_WRITE };

/** A chart in another namespace of the same app. */
const elsewhere = (chart: Chart) => new Chart(App.of(chart), 'elsewhere', { namespace: 'elsewhere' });

export const refusals: Readonly<Record<string, Refusal>> = {
  'a path that is taken by us': {
    attempt(chart, workload) {
      things.claim(chart).mountInto(workload, '/data');
      things.store(chart).mountInto(workload, '/data/pictures');
    },
  },
  'a path that the workload has': { attempt: (chart, workload) => things.claim(chart).mountInto(workload, '/cache/data') },
  'a volume name that the workload has': {
    attempt: (chart, workload) => things.scratch(chart, undefined, 'cache').mountInto(workload, '/scratch'),
  },
  'a directory of the system': { attempt: (chart, workload) => things.claim(chart).mountInto(workload, '/etc') },
  'a relative path': { attempt: (chart, workload) => things.claim(chart).mountInto(workload, 'data') },
  'a path with ..': { attempt: (chart, workload) => things.scratch(chart).mountInto(workload, '/data/../etc') },
  'a subPath with ..': { attempt: (chart, workload) => things.claim(chart).mountInto(workload, '/data', { subPath: '../up' }) },
  'a variable that the container does not have': {
    attempt: (chart, workload) => things.claim(chart).mountInto(workload, '/data', { containers: ['main'], subPathExpr: '$(NO_SUCH)' }),
  },
  'subPath and subPathExpr': {
    attempt: (chart, workload) =>
      things.claim(chart).mountInto(workload, '/data', { containers: ['main'], subPath: 'a', subPathExpr: '$(LOG_LEVEL)' }),
  },
  'recursiveReadOnly that writes': {
    attempt: (chart, workload) =>
      things.claim(chart).mountInto(workload, '/data', { ...WRITE, recursiveReadOnly: RecursiveReadOnly.ENABLED }),
  },
  'recursiveReadOnly with propagation': {
    attempt: (chart, workload) =>
      things.claim(chart).mountInto(workload, '/data', {
        recursiveReadOnly: RecursiveReadOnly.ENABLED,
        propagation: MountPropagation.HOST_TO_CONTAINER,
      }),
  },
  'bidirectional propagation without privilege': {
    attempt: (chart, workload) =>
      things.claim(chart).mountInto(workload, '/data', { ...WRITE, propagation: MountPropagation.BIDIRECTIONAL }),
  },
  'a container that is not there': {
    attempt: (chart, workload) => things.claim(chart).mountInto(workload, '/data', { containers: ['main', 'sidecar'] }),
  },
  'no containers': { attempt: (chart, workload) => things.store(chart).mountInto(workload, '/data', { containers: [] }) },
  'a claim of one node for several Pods': {
    shape: { replicas: 3 },
    attempt: (chart, workload) => things.disk(chart).mountInto(workload, '/data'),
  },
  'a claim of one node and a rolling update': {
    shape: { rolling: true },
    attempt: (chart, workload) => things.disk(chart).mountInto(workload, '/data'),
  },
  'a claim of another namespace': { attempt: (chart, workload) => things.claim(elsewhere(chart)).mountInto(workload, '/data') },
  'a store of another namespace': { attempt: (chart, workload) => things.store(elsewhere(chart)).mountInto(workload, '/data') },
  'a database of another namespace': { attempt: (chart, workload) => things.database(elsewhere(chart)).connect(workload) },
  'a raw device at a path': { attempt: (chart, workload) => things.device(chart).mountInto(workload, '/data') },
  'a file system as a device': { attempt: (chart, workload) => things.claim(chart).attachInto(workload, '/dev/data') },
  'a database twice': {
    attempt(chart, workload) {
      const database = things.database(chart);
      database.connect(workload);
      database.connect(workload);
    },
  },
  'more memory than a container may have': {
    attempt(chart, workload) {
      const scratch = new ScratchVolume(chart, 'scratch', { sizeLimit: Size.gibibytes(1), medium: things.memory });
      scratch.mountInto(workload, '/scratch', WRITE);
    },
  },
  'a claim template for what is no StatefulSet': {
    attempt: (_, workload) => new ClaimTemplate(workload, 'cache', { storage: Size.gibibytes(1), storageClass: things.storageClass }),
  },
  'a Service that mounts a claim': { attempt: (chart) => things.claim(chart).mountInto(service(chart), '/data') },
  'a Service that mounts scratch': { attempt: (chart) => things.scratch(chart).mountInto(service(chart), '/data') },
  'a Service that is seeded': {
    attempt: (chart) => things.scratch(chart).seedFrom(service(chart), { image: 'registry.example.com/content:1', path: '/content' }),
  },
  'a Service that mounts a store': { attempt: (chart) => things.store(chart).mountInto(service(chart), '/data') },
  'a Service that connects': { attempt: (chart) => things.database(chart).connect(service(chart)) },
  'a Service as a peer': { attempt: (chart) => things.database(chart).allowFrom(service(chart)) },
  'a Service that is hardened': { attempt: (chart) => Hardening.apply(service(chart)) },
  'a Service with claim templates': {
    attempt: (chart) => new ClaimTemplate(service(chart), 'data', { storage: Size.gibibytes(1), storageClass: things.storageClass }),
  },
};

export { make };
