import { formatValue } from '../props/format-value';
import { IStorageClass } from './storage-class';

/**
 * Where scratch data lives, which decides what it costs and what it survives. All three survive a restart of the container and
 * are lost when the Pod is replaced.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
 * @see https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes
 */
export class ScratchMedium {
  /** An emptyDir on the node's disk. It counts as ephemeral storage; above its size limit the Pod is evicted. */
  public static readonly DISK = new ScratchMedium('disk');

  /** An emptyDir in the node's memory. What is written counts as memory of the container that wrote it, and a reboot loses it. */
  public static readonly MEMORY = new ScratchMedium('memory');

  /**
   * A disk of its own for each Pod, made from a StorageClass together with the Pod and deleted with it (a generic ephemeral volume).
   * For scratch that is too large or too busy for the node's disk; it takes none of the node's ephemeral storage. One of ours that keeps
   * its disks (Retain) is refused: each Pod would leave one behind.
   */
  public static volumeOf(storageClass: IStorageClass): ScratchMedium {
    return new ScratchMedium('claim', storageClass);
  }

  private constructor(
    /** `disk`, `memory` or `claim`. */
    public readonly kind: string,
    /** The class that the disk is made from; only for scratch of a class. */
    public readonly storageClass?: IStorageClass,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  public get _class(): string {
    return 'ScratchMedium';
  }

  /** What it is called in messages. */
  public toString(): string {
    return this.kind === 'claim'
      ? `a volume of class ${formatValue(this.storageClass?.storageClassName)}`
      : `ScratchMedium.${this.kind.toUpperCase()}`;
  }
}
