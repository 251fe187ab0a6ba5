import { OPENSTACK_CINDER } from '../facts/drivers/openstack-cinder';
import { FS_TYPE } from '../facts/drivers/parameter-table';
import { Problems } from '../props/problems';
import { OptionSpecs, renderOptions, text } from './driver-options';
import { FileSystem } from './file-system';

/** Options of OpenStack Cinder volumes. Whether they are encrypted is a property of the volume type in OpenStack. */
export interface OpenStackCinderOptions {
  /**
   * The name or id of a volume type of the OpenStack cloud.
   *
   * @default - the cloud's default type
   */
  readonly type?: string;

  /**
   * The availability zone of all volumes, for clouds whose Cinder has other zones than its servers; not together with `zones`.
   *
   * @default - that of the node of the first Pod
   */
  readonly availabilityZone?: string;

  /**
   * The file system.
   *
   * @default - the driver's own, ext4
   */
  readonly fileSystem?: FileSystem;
}

const OPTIONS: OptionSpecs = { type: text('type'), availabilityZone: text('availability'), fileSystem: text(FS_TYPE) };

export function renderOpenStackCinder(problems: Problems, options: unknown): Record<string, string> {
  return renderOptions(problems, 'openStackCinder', options, 'OpenStackCinderOptions', OPTIONS, OPENSTACK_CINDER);
}
