import { SMB } from '../facts/drivers/smb';
import { Problems } from '../props/problems';
import { SecretLocation } from '../volumes/persistent-volume-source';
import { OptionSpecs, ownDirectory, renderOptions, secret, text } from './driver-options';
import { SMB_OWNERSHIP, SmbOwnership } from './smb-options';

/** What becomes of the directory of a volume on SMB that is deleted. */
export enum SmbOnDelete {
  /** It stays as it is. */
  RETAIN = 'retain',
  /** It is renamed to `archived-...`. */
  ARCHIVE = 'archive',
  /** It is deleted, with all that is in it. */
  DELETE = 'delete',
}

/** Options of volumes on a server of SMB: a directory of a share for each claim. */
export interface SmbOptions extends SmbOwnership {
  /** The server and its share: `//nas.example.com/team`. Nodes of Windows find no names of Services. */
  readonly source: string;

  /** The Secret with the keys `username` and `password`, and `domain` where there is one: who makes the directories, and who mounts them. */
  readonly secret: SecretLocation;

  /**
   * Directory of the share that is made for a claim, with `${pv.metadata.name}`, or with `${pvc.metadata.namespace}` and `${pvc.metadata.name}`.
   *
   * @default - the name of the volume
   */
  readonly subDir?: string;

  /**
   * What becomes of the directory when the volume is deleted.
   *
   * @default SmbOnDelete.RETAIN
   */
  readonly onDelete?: SmbOnDelete;
}

const OPTIONS: OptionSpecs = {
  source: text('source'),
  secret: secret(['provisioner', 'node-stage']),
  subDir: ownDirectory('subDir', 'csi-driver-smb'),
  onDelete: text('onDelete', SmbOnDelete.RETAIN),
  ...SMB_OWNERSHIP,
};

export function renderSmb(problems: Problems, options: unknown): Record<string, string> {
  return renderOptions(problems, 'smb', options, 'SmbOptions', OPTIONS, SMB);
}
