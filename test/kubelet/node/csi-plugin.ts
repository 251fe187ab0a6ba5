import { join } from 'path';
import { ensurePrograms, Toolchain } from '../../cluster/binaries';
import { NODE } from './programs';

/** What stands for a CSI driver and what runs beside it, against the interfaces of the module that the kubelet is built from. */
const CHAIN: Toolchain = {
  title: NODE.title.replace('node', 'csi-plugin'),
  module: NODE.module,
  source: join(__dirname, 'csi', 'main.go'),
  packages: { 'csi-plugin': '.' },
};

/** The program. */
export const csiPlugin = async (): Promise<string> => join(await ensurePrograms(CHAIN, 'csi-plugin'), 'csi-plugin');
