import { Chart } from 'cdk8s';
import { CsiDriverOptions, CsiNodePlugin, CsiNodePluginProps, ProbedContainer } from '../../../src';
import { newChart, refusal } from '../../support';

export const DRIVER: ProbedContainer = {
  name: 'driver',
  image: 'registry.example.com/files-csi:1.4.0',
  args: ['--endpoint=$(CSI_ENDPOINT)', '--nodeid=$(CSI_NODE_NAME)'],
};

export const FILES: CsiDriverOptions = { attachRequired: false };

export const LEAST: CsiNodePluginProps = {
  driverName: 'files.csi.example.com',
  csiDriver: FILES,
  driver: DRIVER,
  acknowledgePrivileged: 'It mounts file systems for other Pods.',
  registrarImage: 'registry.k8s.io/sig-storage/csi-node-driver-registrar:v2.15.0',
  livenessImage: 'registry.k8s.io/sig-storage/livenessprobe:v2.17.0',
  stagesVolumes: false,
};

/** A driver of disks: it attaches, stages, and sees devices. */
export const DISKS: Partial<CsiNodePluginProps> = { csiDriver: { attachRequired: true }, stagesVolumes: true };

export const newPlugin = (chart: Chart, props: Partial<CsiNodePluginProps> = {}) =>
  new CsiNodePlugin(chart, 'plugin', { ...LEAST, ...props });

/** The lines of a refusal, without the place. */
export function problemsOf(props: unknown): string[] {
  const message = refusal(() => newPlugin(newChart(), props as Partial<CsiNodePluginProps>));
  return message
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}
