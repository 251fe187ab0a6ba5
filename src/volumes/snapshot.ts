import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { hasNoSnapshots, titleOfDriver } from '../facts/drivers';
import { SNAPSHOT_API } from '../facts/kubernetes/snapshots';
import { checkAnnotations, checkLabels, checkObjectName } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { ownProps } from '../props/own-props';
import { Problems } from '../props/problems';
import { isObject } from '../util/unchecked';
import { checkObjects, FreeObjects, takeObjects } from '../workloads/objects';
import { DataOrigin, originOf } from './data-origin';
import { ISnapshotClass } from './snapshot-class';
import { checkClaimNear } from './source-claim';

/** Props of a `Snapshot`. */
export interface SnapshotProps {
  /** The claim whose volume is kept as it is when the snapshot is made; of the namespace of the chart. */
  readonly claim: kplus.IPersistentVolumeClaim;

  /** The class, of the driver that has the volume. There is no default: the cluster may have none for this driver, or one that deletes. */
  readonly snapshotClass: ISnapshotClass;

  /**
   * The name of the snapshot, by which claims find it.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Labels of the snapshot.
   *
   * @default - those of the chart
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Annotations of the snapshot.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };
}

/**
 * A volume as it is at one moment, before an upgrade say: creates a VolumeSnapshot with an explicit class.
 *
 * It is taken once, when the object is made, and applying it again changes nothing: for one each night there is `SnapshotSchedule`. It is ready when its status
 * says `readyToUse: true`, which may take a while; programs find in it what they find after a power failure. VolumeSnapshots are custom
 * resources: the cluster needs their definitions and the snapshot controller, which many come without.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volume-snapshots/
 * @example
 * const before = new Snapshot(chart, 'before-upgrade', { claim: pages, snapshotClass: kept });
 */
export class Snapshot extends Construct {
  /** The name of the snapshot. */
  readonly name: string;

  /** The name of its class. */
  readonly snapshotClassName: string;

  /** The VolumeSnapshot itself. */
  readonly apiObject: ApiObject;

  private readonly source?: DataOrigin;
  private readonly driver?: string;

  constructor(scope: Construct, id: string, props: SnapshotProps) {
    props = ownProps(props, 'SnapshotProps', new.target !== Snapshot);
    const { name, objects } = planOf(scope, id, props);
    super(scope, id);
    takeObjects(this, objects);
    this.name = name;
    this.snapshotClassName = props.snapshotClass.snapshotClassName;
    this.source = originOf(props.claim);
    this.driver = driverOf(props.snapshotClass);
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: SNAPSHOT_API,
      kind: 'VolumeSnapshot',
      metadata: { name, labels: props.labels, annotations: props.annotations },
      spec: { volumeSnapshotClassName: this.snapshotClassName, source: { persistentVolumeClaimName: props.claim.name } },
    });
  }

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'Snapshot';
  }

  /**
   * What a volume that begins with it has to be.
   *
   * @internal
   */
  get _origin(): DataOrigin {
    const title = `snapshot ${this.name}${this.source === undefined ? '' : ` of ${this.source.title}`}`;
    return { ...this.source, title, namespace: this.apiObject.metadata.namespace, driver: this.driver ?? this.source?.driver };
  }
}

function planOf(scope: Construct, id: string, given: SnapshotProps): { readonly name: string; readonly objects: FreeObjects } {
  const problems = Problems.ofNew('Snapshot', scope, id);
  const props: Partial<SnapshotProps> = given ?? {};
  checkKnownProps(problems, '', props, 'SnapshotProps');
  const name = checkObjectName(problems, 'name', props.name ?? id);
  const objects = checkObjects(problems, scope, name, (free) => [{ kind: 'VolumeSnapshot', name: free }]);
  const hasClass = checkSnapshotClass(problems, 'snapshotClass', props.snapshotClass, 'snapshotClassName');
  const { namespace } = Chart.of(scope);
  if (checkSnapshotClaim(problems, 'claim', props.claim, namespace) && hasClass) {
    checkSameDriver(problems, 'snapshotClass', props.snapshotClass!, props.claim!);
  }
  checkLabels(problems, 'labels', props.labels);
  checkAnnotations(problems, 'annotations', props.annotations);
  problems.throwIfAny();
  return { name: name!, objects };
}

/** A class of snapshots or of groups of them, by the field that has its name. */
export function checkSnapshotClass(
  problems: Problems,
  prop: string,
  value: unknown,
  field: 'snapshotClassName' | 'snapshotGroupClassName',
): boolean {
  const name = isObject(value) ? value[field] : undefined;
  if (typeof name === 'string') return checkObjectName(problems, prop, name) !== undefined;
  const maker = field === 'snapshotClassName' ? 'SnapshotClass' : 'SnapshotGroupClass';
  problems.add(prop, value, `Give a ${maker}; ${maker}.from${maker}Name() makes one of a name.`);
  return false;
}

/** A claim that snapshots are taken of, in the namespace of those. */
export function checkSnapshotClaim(problems: Problems, prop: string, claim: unknown, namespace: string | undefined): boolean {
  const before = problems.count;
  const found = checkClaimNear(problems, prop, claim, { namespace, why: 'a snapshot is taken of a claim of its own namespace' });
  if (found === undefined) return false;
  const { name, origin } = found;
  if (origin?.driver !== undefined && hasNoSnapshots(origin.driver)) {
    problems.add(
      prop,
      name,
      `Nobody takes snapshots of volumes of ${titleOfDriver(origin.driver)} (${origin.driver}). Back the files up by a program, or move them to a driver that takes snapshots.`,
    );
  }
  return problems.count === before;
}

/** The driver of a class of snapshots has to be the one that has the volume, as far as both are known. */
export function checkSameDriver(
  problems: Problems,
  prop: string,
  snapshotClass: ISnapshotClass,
  claim: kplus.IPersistentVolumeClaim,
): void {
  const driver = driverOf(snapshotClass);
  const origin = originOf(claim);
  if (driver === undefined || origin?.driver === undefined || driver === origin.driver) return;
  problems.add(
    prop,
    snapshotClass.snapshotClassName,
    `It is of driver ${driver}, and ${origin.title} is on ${origin.driver}: the snapshot would never be ready. Give a class of ${origin.driver}.`,
  );
}

/** The driver of a class of ours; undefined for a class of which only the name is known. */
const driverOf = (snapshotClass: object): string | undefined =>
  'driver' in snapshotClass && typeof snapshotClass.driver === 'string' ? snapshotClass.driver : undefined;
