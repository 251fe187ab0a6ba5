import { LONGEST_LABEL } from '../facts/kubernetes/names';
import { checkImage, checkInteger } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { Problems } from '../props/problems';
import { withoutNulls } from '../props/without-nulls';
import { loadScript } from '../scripts/load-script';
import { Unchecked } from '../util/unchecked';
import { DEFAULT_GROUP } from '../workloads/disk-group';
import { mountOwn } from '../workloads/mount';
import { MountAccess } from '../workloads/mount-options';
import { Mountable } from '../workloads/mountable';
import { ContainerJson } from '../workloads/pod-json';
import { WorkloadObject } from '../workloads/workload-object';

/** Whom root gives files to, once. */
export interface OwnedByRootOnceOptions {
  /** Image with `sh`, `find`, `stat`, `chown` and `chmod`, such as `busybox:1.37.0`. */
  readonly image: string;

  /**
   * User id that gets the files.
   *
   * @default 10001
   */
  readonly user?: number;

  /**
   * Group id that gets the files.
   *
   * @default 10001
   */
  readonly group?: number;
}

/**
 * How the processes of a Pod come to write to a volume.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-the-security-context-for-a-pod
 */
export class VolumeOwnership {
  /**
   * The kubelet gives the files to a group, where its root directory has another one. For disks, and for drivers of files that let it (CephFS, Filestore, Azure by NFS).
   *
   * @param group The group; that of the Pod, unless it says otherwise.
   */
  static fsGroup(group?: number): VolumeOwnership {
    return new VolumeOwnership('fsGroup', group);
  }

  /**
   * The processes have the group of the files too, which nobody changes. For NFS, and for SMB, where the mount says the group.
   *
   * @param group The group of the files.
   */
  static supplementalGroup(group: number): VolumeOwnership {
    return new VolumeOwnership('supplementalGroup', group);
  }

  /**
   * An init container of root gives the files to a user and a group, once: later starts look at the root directory alone. For storage that honours neither of the groups (FSx for
   * Lustre, directories of nodes). The Pod then does not meet the "restricted" Pod Security Standard; a server of NFS that squashes root refuses it.
   */
  static givenByRootOnce(options: OwnedByRootOnceOptions): VolumeOwnership {
    return new VolumeOwnership('root', undefined, withoutNulls(options, 'OwnedByRootOnceOptions'));
  }

  /** Nobody does anything: the processes may write already, as on EFS, whose access points say as whom everything is read and written. */
  static asItIs(): VolumeOwnership {
    return new VolumeOwnership('asItIs');
  }

  private constructor(
    /** @internal */
    readonly _kind: 'fsGroup' | 'supplementalGroup' | 'root' | 'asItIs',
    /** @internal */
    readonly _group?: number,
    private readonly options?: OwnedByRootOnceOptions,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'VolumeOwnership';
  }

  /**
   * Reports what is wrong with it.
   *
   * @internal
   */
  _check(problems: Problems, prop: string): void {
    const ids = { min: 1, max: 2 ** 31 - 1 };
    if (this._kind === 'supplementalGroup' || this._group !== undefined) checkInteger(problems, `${prop}.group`, this._group, ids);
    if (this._kind !== 'root') return;
    checkKnownProps(problems, prop, this.options, 'OwnedByRootOnceOptions');
    const { image, user, group }: Unchecked<OwnedByRootOnceOptions> = this.options ?? {};
    checkImage(problems, `${prop}.image`, image);
    for (const [name, id] of Object.entries({ user, group })) if (id !== undefined) checkInteger(problems, `${prop}.${name}`, id, ids);
  }

  /**
   * The group that the Pod gets as fsGroup: a number, that of the Pod (true), or none.
   *
   * @internal
   */
  get _fsGroup(): number | boolean {
    return this._kind === 'fsGroup' && (this._group ?? true);
  }

  /**
   * Does what a volume of a Pod of ours needs besides.
   *
   * @internal
   */
  _apply(workload: WorkloadObject, volume: Mountable, subPath: string | undefined): void {
    const { additions } = workload.rewrites;
    if (this._kind === 'supplementalGroup') additions.supplementalGroups.add(this._group!);
    if (this._kind !== 'root') return;
    const container = ownerOf(volume, this.options!);
    additions.initContainers.push({ at: 0, container });
    const access = MountAccess.READ_WRITE;
    mountOwn(workload.construct, { volume, path: PLACE, containers: [container.name], access, subPath });
  }
}

const PLACE = '/volume';

/** The name of the init container of root. */
export const ownerName = (volume: string): string => `own-${volume}`.slice(0, LONGEST_LABEL).replace(/-+$/, '');

function ownerOf({ name }: Mountable, { image, user = DEFAULT_GROUP, group = DEFAULT_GROUP }: OwnedByRootOnceOptions): ContainerJson {
  return {
    name: ownerName(name),
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', loadScript('own-volume'), 'own-volume'],
    args: [PLACE, `${user}`, `${group}`],
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext: {
      allowPrivilegeEscalation: false,
      // To give what belongs to others to others, whatever their modes.
      capabilities: { add: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: 0,
      runAsNonRoot: false,
      runAsUser: 0,
    },
    resources: {
      limits: { cpu: '500m', 'ephemeral-storage': '64Mi', memory: '64Mi' },
      requests: { cpu: '50m', 'ephemeral-storage': '16Mi', memory: '32Mi' },
    },
  };
}
