import { Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { ProbedContainer, StatefulDisk, StatefulWorkload, StatefulWorkloadProps } from '../../../src';
import { newChart, refusal } from '../../support';

export const FAST = { storageClassName: 'fast' };

export const PROBES = { readiness: kplus.Probe.fromTcpSocket(), liveness: kplus.Probe.fromTcpSocket({ failureThreshold: 6 }) };

export const CONTAINER: ProbedContainer = {
  name: 'store',
  image: 'registry.example.com/store:2.4.1',
  ports: [{ name: 'store', number: 7000 }],
  ...PROBES,
};

export const DISK: StatefulDisk = { path: '/var/lib/store', size: Size.gibibytes(20), storageClass: FAST };

export const STORE: StatefulWorkloadProps = { name: 'store', containers: [CONTAINER], disks: [DISK] };

export const newStore = (chart: Chart, props: Partial<StatefulWorkloadProps> = {}) =>
  new StatefulWorkload(chart, 'store', { ...STORE, ...props });

/** A workload of an image, whose disk is at a path. */
export const ofImage = (image: string, path: string, more: Partial<ProbedContainer> = {}, disk: Partial<StatefulDisk> = {}) => ({
  containers: [{ ...CONTAINER, image, ...more }],
  disks: [{ ...DISK, path, ...disk }],
});

/** The lines of a refusal, without the place. */
export function problemsOf(props: unknown): string[] {
  const message = refusal(() => newStore(newChart(), props as Partial<StatefulWorkloadProps>));
  return message
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}
