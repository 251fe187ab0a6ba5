import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { GROUP_SNAPSHOT_API } from '../facts/kubernetes/snapshots';
import { checkAnnotations, checkLabels, checkObjectName } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { ownProps } from '../props/own-props';
import { Problems } from '../props/problems';
import { checkObjects, FreeObjects, takeObjects } from '../workloads/objects';
import { checkSnapshotClass } from './snapshot';
import { ISnapshotGroupClass } from './snapshot-class';

/** Props of a `SnapshotGroup`. */
export interface SnapshotGroupProps {
  /**
   * Labels that the claims have, all of them in the namespace of the group. Claims that a StatefulSet makes have the labels of its selector,
   * and those of their template.
   */
  readonly selector: { readonly [key: string]: string };

  /** The class, of the driver that has all of the volumes. */
  readonly snapshotGroupClass: ISnapshotGroupClass;

  /**
   * The name of the group.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Labels of the group.
   *
   * @default - those of the chart
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Annotations of the group.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };
}

/**
 * Several volumes as they are at one and the same moment, such as the data of a database and its log: creates a VolumeGroupSnapshot.
 *
 * The controller makes a VolumeSnapshot for each claim, with a name of its own and `status.volumeGroupSnapshotName`; claims are restored from those. Stable with
 * Kubernetes 1.36 and external-snapshotter 8.7, and few drivers can do it.
 *
 * @see https://kubernetes-csi.github.io/docs/group-snapshot-restore-feature.html
 * @example
 * const together = new SnapshotGroupClass(chart, 'together', { driver: disks.provisioner });
 * new SnapshotGroup(chart, 'ledger', { selector: { app: 'ledger' }, snapshotGroupClass: together });
 */
export class SnapshotGroup extends Construct {
  /** The name of the group. */
  readonly name: string;

  /** The VolumeGroupSnapshot itself. */
  readonly apiObject: ApiObject;

  constructor(scope: Construct, id: string, props: SnapshotGroupProps) {
    props = ownProps(props, 'SnapshotGroupProps', new.target !== SnapshotGroup);
    const { name, objects } = planOf(scope, id, props);
    super(scope, id);
    takeObjects(this, objects);
    this.name = name;
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: GROUP_SNAPSHOT_API,
      kind: 'VolumeGroupSnapshot',
      metadata: { name, labels: props.labels, annotations: props.annotations },
      spec: {
        volumeGroupSnapshotClassName: props.snapshotGroupClass.snapshotGroupClassName,
        source: { selector: { matchLabels: { ...props.selector } } },
      },
    });
  }
}

function planOf(scope: Construct, id: string, given: SnapshotGroupProps): { readonly name: string; readonly objects: FreeObjects } {
  const problems = Problems.ofNew('SnapshotGroup', scope, id);
  const props: Partial<SnapshotGroupProps> = given ?? {};
  checkKnownProps(problems, '', props, 'SnapshotGroupProps');
  const name = checkObjectName(problems, 'name', props.name ?? id);
  const objects = checkObjects(problems, scope, name, (free) => [{ kind: 'VolumeGroupSnapshot', name: free }]);
  checkClaimSelector(problems, 'selector', props.selector);
  checkSnapshotClass(problems, 'snapshotGroupClass', props.snapshotGroupClass, 'snapshotGroupClassName');
  checkLabels(problems, 'labels', props.labels);
  checkAnnotations(problems, 'annotations', props.annotations);
  problems.throwIfAny();
  return { name: name!, objects };
}

/** Labels that select claims: none of them would select all of the namespace. */
export function checkClaimSelector(problems: Problems, prop: string, selector: unknown): void {
  const before = problems.count;
  const keys = Object.keys(checkLabels(problems, prop, selector));
  if (problems.count > before || keys.length > 0) return;
  problems.add(
    prop,
    selector,
    'Give the labels that the claims have: without any, all claims of the namespace would be meant, whatever their driver.',
  );
}
