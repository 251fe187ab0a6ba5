import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { isLabelValue } from '../facts/kubernetes/names';
import { isWithin, normalizePath } from '../facts/kubernetes/paths';
import { HOSTNAME } from '../facts/kubernetes/topology';
import { checkAbsolutePath, checkLabels, checkObjectName, checkOneOf, checkSize, checkText } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { ownProps } from '../props/own-props';
import { Problems } from '../props/problems';
import { formatSize, kibibytes } from '../props/sizes';
import { withoutNulls } from '../props/without-nulls';
import { isObject, Unchecked } from '../util/unchecked';
import { Claim, ClaimOptions } from '../volumes/claim';
import { ClaimTemplate, ClaimTemplateOptions } from '../volumes/claim-template';
import { PersistentVolume } from '../volumes/persistent-volume';
import { PersistentVolumeSource } from '../volumes/persistent-volume-source';
import { IStorageClass } from '../volumes/storage-class';
import { workloadOf } from '../workloads/find-workload';
import { checkObjects, FreeObjects, takeObjects } from '../workloads/objects';
import { StorageDriver } from './storage-driver';
import { ZonalStorageClass } from './zonal-storage-class';

/** A disk or directory of one node. */
export interface LocalDisk {
  /** The node, by its label `kubernetes.io/hostname`. */
  readonly node: string;

  /** Absolute path on the node: a mounted directory, or a block device. */
  readonly path: string;

  /** Its size, in whole KiB or larger units; claims that ask for more do not get it. */
  readonly storage: Size;

  /**
   * Whether containers see a directory or the raw device.
   *
   * @default PersistentVolumeMode.FILE_SYSTEM
   */
  readonly volumeMode?: kplus.PersistentVolumeMode;

  /**
   * File system to make on a block device that has none.
   *
   * @default - a directory, or ext4 on a device
   */
  readonly fsType?: string;
}

/** Props of `LocalVolumes`. */
export interface LocalVolumesProps {
  /** The disks: a volume is made for each, named after the class, its node and its path. */
  readonly disks: LocalDisk[];

  /**
   * Name of the class, which claims refer to. It does not follow the construct's place in the tree.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Labels of the class and of the volumes.
   *
   * @default - those of the chart
   */
  readonly labels?: { readonly [key: string]: string };
}

/** Claims that have been made of the disks. */
interface Demand {
  readonly storage: Size;
  readonly volumeMode: kplus.PersistentVolumeMode;
  readonly claims: () => number;
}

/**
 * Disks of the nodes themselves, for programs that replicate their data: creates a StorageClass without a provisioner, which waits for the first
 * Pod, and a PersistentVolume for each disk, tied to its node and kept when its claim is gone.
 *
 * Claims and claim templates that are made here are refused where the disks are too few or too small. A Pod stays on the node of its disk, and a
 * node that is lost takes the data with it.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#local
 * @example
 * const nvme = new LocalVolumes(chart, 'nvme', {
 *   disks: [
 *     { node: 'node-1', path: '/mnt/nvme/0', storage: Size.gibibytes(800) },
 *     { node: 'node-2', path: '/mnt/nvme/0', storage: Size.gibibytes(800) },
 *   ],
 * });
 * const cache = nvme.claim(chart, 'cache', { storage: Size.gibibytes(800) });
 */
export class LocalVolumes extends Construct implements IStorageClass {
  readonly storageClassName: string;

  /** The volumes, in the order of the disks. */
  readonly volumes: PersistentVolume[];

  private readonly disks: readonly LocalDisk[];
  private readonly demands: Demand[] = [];

  constructor(scope: Construct, id: string, props: LocalVolumesProps) {
    props = ownProps(props, 'LocalVolumesProps', new.target !== LocalVolumes);
    const plan = planOf(scope, id, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    this.storageClassName = plan.name;
    this.disks = props.disks.map((disk) => ({ ...disk }));
    const { labels } = props;
    new ZonalStorageClass(this, 'Class', { name: plan.name, driver: StorageDriver.localVolumes(), labels });
    this.volumes = props.disks.map(({ node, path, storage, volumeMode, fsType }, index) => {
      const source = PersistentVolumeSource.local({ path: normalizePath(path), fsType });
      return new PersistentVolume(this, `Volume${index}`, {
        name: plan.volumeNames[index],
        source,
        storage,
        volumeMode,
        accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE],
        storageClassName: plan.name,
        nodeAffinity: { [HOSTNAME]: [node] },
        labels,
      });
    });
    this.node.addValidation({ validate: () => this.shortage(this.demands).map((text) => `disks: ${text}`) });
  }

  /** Makes a claim on one of the disks, whichever the scheduler takes. */
  claim(scope: Construct, id: string, options: ClaimOptions): Claim {
    options = withoutNulls(options, 'ClaimOptions');
    const problems = Problems.ofNew('Claim', scope, id);
    checkKnownProps(problems, '', options, 'ClaimOptions', CLASS_REMEDY);
    const demand = this.demandOf(problems, options, () => 1);
    problems.throwIfAny();
    const claim = new Claim(scope, id, { ...options, storageClass: this });
    this.demands.push(demand!);
    return claim;
  }

  /** Adds a template to a StatefulSet, whose Pods get a disk each; refused where there are fewer that fit than Pods. */
  claimTemplate(statefulSet: IConstruct, id: string, options: ClaimTemplateOptions): ClaimTemplate {
    options = withoutNulls(options, 'ClaimTemplateOptions');
    const problems = Construct.isConstruct(statefulSet)
      ? Problems.ofNew('ClaimTemplate', statefulSet, id)
      : new Problems('ClaimTemplate', String(id));
    checkKnownProps(problems, '', options, 'ClaimTemplateOptions', CLASS_REMEDY);
    const demand = this.demandOf(problems, options, () => replicasOf(statefulSet));
    problems.throwIfAny();
    const template = new ClaimTemplate(statefulSet, id, { ...options, storageClass: this });
    this.demands.push(demand!);
    return template;
  }

  /** What is asked of the disks, with what is asked already; what is no size is reported by the claim itself. */
  private demandOf(problems: Problems, options: ClaimOptions | undefined, claims: () => number): Demand | undefined {
    const { storage, volumeMode = kplus.PersistentVolumeMode.FILE_SYSTEM } = options ?? ({} as Partial<ClaimOptions>);
    const checked = checkSize(problems, 'storage', storage);
    const mode = checkOneOf(problems, 'volumeMode', volumeMode, Object.values(kplus.PersistentVolumeMode));
    if (checked === undefined || mode === undefined) return undefined;
    const demand = { storage: checked, volumeMode, claims };
    for (const text of this.shortage([...this.demands, demand])) problems.add('storage', checked, text);
    return demand;
  }

  /** Of the disks that fit, a claim takes the smallest. */
  private shortage(demands: readonly Demand[]): string[] {
    const free = [...this.disks].sort((one, other) => kibibytes(one.storage) - kibibytes(other.storage));
    const sorted = [...demands].sort((one, other) => kibibytes(other.storage) - kibibytes(one.storage));
    return sorted.flatMap((demand) => {
      const fits = ({ storage, volumeMode = kplus.PersistentVolumeMode.FILE_SYSTEM }: LocalDisk) =>
        volumeMode === demand.volumeMode && kibibytes(storage) >= kibibytes(demand.storage);
      const wanted = demand.claims();
      let taken = 0;
      while (taken < wanted) {
        const index = free.findIndex(fits);
        if (index < 0) break;
        free.splice(index, 1);
        taken += 1;
      }
      if (taken === wanted) return [];
      const what = `${wanted === 1 ? 'A claim asks' : `${wanted} claims ask`} for ${formatSize(demand.storage)} (${demand.volumeMode})`;
      return [
        `${what}, and of the class ${this.storageClassName} ${taken === 1 ? '1 disk is' : `${taken} disks are`} left that fit. Add disks, or ask for less.`,
      ];
    });
  }
}

const CLASS_REMEDY = new Map([['storageClass', 'The claim is of this class. Leave it out.']]);

/** The Pods of a set, as it is now; what is no set is reported by the template. */
function replicasOf(statefulSet: unknown): number {
  const workload = workloadOf(statefulSet);
  // One of cdk8s-plus is not written before it is whole.
  const replicas = workload?.plus === undefined ? workload?.original().spec?.replicas : workload.plus.replicas;
  return typeof replicas === 'number' ? replicas : 1;
}

interface LocalPlan {
  readonly name: string;
  readonly volumeNames: readonly string[];
  readonly objects: FreeObjects;
}

function planOf(scope: Construct, id: string, given: LocalVolumesProps): LocalPlan {
  const problems = Problems.ofNew('LocalVolumes', scope, id);
  const props: Unchecked<LocalVolumesProps> = given ?? {};
  checkKnownProps(problems, '', props, 'LocalVolumesProps');
  const name = checkObjectName(problems, 'name', props.name ?? id);
  checkLabels(problems, 'labels', props.labels);
  const volumeNames = checkDisks(problems, name ?? '', props.disks);
  const objects = checkObjects(problems, scope, name, (free) => [
    { kind: 'StorageClass', name: free, byPart: true },
    ...volumeNames.map((volume) => ({ kind: 'PersistentVolume' as const, name: volume, byPart: true })),
  ]);
  problems.throwIfAny();
  return { name: name!, volumeNames, objects };
}

function checkDisks(problems: Problems, className: string, disks: unknown): string[] {
  if (!Array.isArray(disks) || disks.length === 0) {
    problems.add('disks', disks, 'Give a list of disks, each with its node, path and storage.');
    return [];
  }
  const seen: Array<{ readonly node: string; readonly path: string; readonly name: string }> = [];
  return disks.map((given: unknown, index) => {
    const at = `disks[${index}]`;
    const { node, path, storage, volumeMode, fsType } = (isObject(given) ? given : {}) as Unchecked<LocalDisk>;
    const isNode = typeof node === 'string' && node !== '' && isLabelValue(node);
    if (!isNode) {
      problems.add(
        `${at}.node`,
        node,
        'Name the node as its label kubernetes.io/hostname does: at most 63 letters, digits, dashes and dots.',
      );
    }
    const checked = checkAbsolutePath(problems, `${at}.path`, path);
    checkSize(problems, `${at}.storage`, storage);
    if (volumeMode !== undefined) checkOneOf(problems, `${at}.volumeMode`, volumeMode, Object.values(kplus.PersistentVolumeMode));
    if (fsType !== undefined) checkText(problems, `${at}.fsType`, fsType, 'Name a file system, such as ext4, or leave it out.');
    if (!isNode || checked === undefined) return '';
    const normal = normalizePath(checked);
    const name = `${className}-${node.toLowerCase()}-${slugOf(normal)}`.replace(/-+$/, '');
    const other = seen.find((one) => one.node === node && (isWithin(one.path, normal) || isWithin(normal, one.path)));
    if (other !== undefined) {
      problems.add(
        `${at}.path`,
        checked,
        `The disk ${other.path} of the node is the same place, or below it: two claims would write one directory. Name each once.`,
      );
    } else if (seen.some((one) => one.name === name)) {
      problems.add(
        `${at}.path`,
        checked,
        `Another volume is named ${name} too. Mount the disk at a path that differs in letters or digits.`,
      );
    } else checkObjectName(problems, `${at}.node`, name);
    seen.push({ node, path: normal, name });
    return name;
  });
}

/** A path as part of a name, so that volumes keep theirs when the list changes. */
const slugOf = (path: string): string =>
  path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
