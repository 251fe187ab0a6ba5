import type { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { checkObjectName } from '../props/check';
import { isA } from '../props/kinds';
import { describeNamespace } from '../props/namespaces';
import { Problems } from '../props/problems';
import { formatSize, kibibytes } from '../props/sizes';
import { capital } from '../util/capital';
import { DataOrigin, originOf } from './data-origin';
import { Snapshot } from './snapshot';

/**
 * What the volume of a claim starts with.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#volume-snapshot-and-restore-volume-from-snapshot-support
 */
export class ClaimSource {
  /**
   * A snapshot that this app takes: refused where the claim is smaller than what the snapshot is of, in another namespace, or of another
   * driver.
   */
  static fromSnapshot(snapshot: Snapshot): ClaimSource {
    const origin = isA(snapshot, Snapshot) ? snapshot._origin : undefined;
    // Something else is for a JavaScript caller only; the claim reports it with its other problems.
    return new ClaimSource(snapshotReference((snapshot as Snapshot | undefined)?.name), origin);
  }

  /** A VolumeSnapshot of the claim's namespace. */
  static fromSnapshotName(name: string): ClaimSource {
    return new ClaimSource(snapshotReference(name));
  }

  /** A copy of another claim of the same namespace and driver. */
  static fromClaim(claim: kplus.IPersistentVolumeClaim): ClaimSource {
    // Undefined for a JavaScript caller who gave none; the claim reports it with its other problems.
    const name = (claim as kplus.IPersistentVolumeClaim | undefined)?.name ?? '';
    return new ClaimSource({ kind: 'PersistentVolumeClaim', name }, originOf(claim));
  }

  private constructor(
    /** @internal */
    readonly _reference: kplus.k8s.TypedLocalObjectReference,
    /**
     * What is known of the data.
     *
     * @internal
     */
    readonly _origin?: DataOrigin,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'ClaimSource';
  }
}

const snapshotReference = (name: string | undefined): kplus.k8s.TypedLocalObjectReference => ({
  apiGroup: 'snapshot.storage.k8s.io',
  kind: 'VolumeSnapshot',
  name: name ?? '',
});

/** The claim that is to begin with something: what of it is right so far. */
export interface BeginningClaim {
  readonly namespace: string | undefined;
  readonly storage: Size | undefined;
  /** Of the class, where it is known. */
  readonly driver: string | undefined;
  readonly volumeMode: kplus.PersistentVolumeMode | undefined;
  readonly className: unknown;
}

/** Reports a source that a claim cannot begin with; the provisioner would leave the claim Pending, in the night in which the data is needed. */
export function checkSource(
  problems: Problems,
  propOf: (field: 'storage' | 'storageClass' | 'volumeMode' | 'dataSource') => string,
  source: unknown,
  claim: BeginningClaim,
): void {
  const prop = propOf('dataSource');
  if (!isA(source, ClaimSource)) {
    problems.add(prop, source, 'Give a ClaimSource, such as ClaimSource.fromSnapshotName("before-upgrade").');
    return;
  }
  const { _origin: origin, _reference: reference } = source;
  if (checkObjectName(problems, prop, reference.name) === undefined || origin === undefined) return;
  const { title } = origin;
  if (origin.namespace !== claim.namespace) {
    problems.add(
      prop,
      reference.name,
      `${capital(title)} is in ${describeNamespace(origin.namespace)}, and this claim in ${describeNamespace(claim.namespace)}: a claim begins with what its own namespace has. Use a chart of that namespace.`,
    );
  }
  if (origin.storage !== undefined && claim.storage !== undefined && kibibytes(claim.storage) < kibibytes(origin.storage)) {
    const least = formatSize(origin.storage);
    problems.add(
      propOf('storage'),
      claim.storage,
      `It begins with ${title}, which has ${least}, and is put into no less, however little of it is used. Ask for ${least} or more.`,
    );
  }
  if (origin.driver !== undefined && claim.driver !== undefined && origin.driver !== claim.driver) {
    problems.add(
      propOf('storageClass'),
      claim.className,
      `Its driver ${claim.driver} cannot read ${title}, which ${origin.driver} holds. Use a class of ${origin.driver}; to move data between drivers, copy the files.`,
    );
  }
  if (origin.volumeMode !== undefined && claim.volumeMode !== undefined && origin.volumeMode !== claim.volumeMode) {
    problems.add(
      propOf('volumeMode'),
      claim.volumeMode,
      `It begins with ${title}, which is ${origin.volumeMode}, and the provisioner does not change that. Use the same.`,
    );
  }
}
