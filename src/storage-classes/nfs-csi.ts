import { NFS_CSI } from '../facts/drivers/nfs-csi';
import { Problems } from '../props/problems';
import { octalMode, OptionSpecs, ownDirectory, renderOptions, text } from './driver-options';

/** What becomes of the directory of a dynamic volume that is deleted. */
export enum NfsOnDelete {
  /** It stays as it is. */
  RETAIN = 'retain',
  /** It is renamed to `archived-...`. */
  ARCHIVE = 'archive',
  /** It is deleted, with all that is in it. */
  DELETE = 'delete',
}

/** Options of volumes on a server of NFS by csi-driver-nfs: a directory of an export for each claim. */
export interface NfsOptions {
  /** DNS name or IP address of the server. The driver resolves the names of Services too. */
  readonly server: string;

  /** Absolute path that the server exports. */
  readonly share: string;

  /**
   * Directory below the share that is made for a claim: relative, with `${pv.metadata.name}`, or with `${pvc.metadata.namespace}` and `${pvc.metadata.name}`, so that no two claims
   * get the same.
   *
   * @default - the name of the volume
   */
  readonly subDir?: string;

  /**
   * Mode that the driver gives the directories at each mount, in octal digits. For Pods that are not root, let the share belong to their group with the setgid bit and say '2770'.
   *
   * @default - the driver's own, usually 0755, in which root alone can write
   */
  readonly directoryPermissions?: string;

  /**
   * What becomes of the directory when the volume is deleted.
   *
   * @default NfsOnDelete.RETAIN
   */
  readonly onDelete?: NfsOnDelete;
}

const OPTIONS: OptionSpecs = {
  server: text('server'),
  share: text('share'),
  subDir: ownDirectory('subDir', 'csi-driver-nfs'),
  directoryPermissions: octalMode('mountPermissions'),
  onDelete: text('onDelete', NfsOnDelete.RETAIN),
};

export function renderNfs(problems: Problems, options: unknown): Record<string, string> {
  return renderOptions(problems, 'nfs', options, 'NfsOptions', OPTIONS, NFS_CSI);
}
