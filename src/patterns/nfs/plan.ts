import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { LONGEST_LABEL } from '../../facts/kubernetes/names';
import { NFS_CSI_DRIVER } from '../../facts/nfs/servers';
import { checkIdentity, Identity, identityLabels } from '../../hardening/identity';
import { checkAnnotations, checkInteger, checkLabelName, checkLabels, checkObjectName, checkOneOf, checkSize } from '../../props/check';
import { checkKnownProps } from '../../props/known-props';
import { isA } from '../../props/kinds';
import { Problems } from '../../props/problems';
import { Unchecked } from '../../util/unchecked';
import { checkClaimFields } from '../../volumes/claim';
import { checkObjects, FreeObjects, PlannedObject } from '../../workloads/objects';
import { checkVolumeHandle } from '../../volumes/persistent-volume';
import { NfsDriver, NfsPlan } from './nfs-driver';
import { MountPlan, planNfsMount } from './nfs-mount';
import type { NfsSharedStoreProps } from './props';

const DEFAULT_GROUP = 10001;

/** The props that say what a claim asks for. */
const CLAIM_PROPS: { readonly [field: string]: string | undefined } = {
  storage: 'capacity',
  accessModes: 'accessMode',
  storageClass: 'driver.storageClass',
};

/** What a store is made of, checked. */
export interface StorePlan {
  readonly namespace: string | undefined;
  readonly volumeName: string;
  readonly storageClassName: string;
  readonly accessMode: kplus.PersistentVolumeAccessMode;
  readonly group: number;
  readonly driver: NfsPlan;
  readonly mount: MountPlan;
  readonly objects: FreeObjects;
}

export function planStore(scope: Construct, id: string, identity: Identity, given: NfsSharedStoreProps): StorePlan {
  const problems = Problems.ofNew('NfsSharedStore', scope, id);
  const props: Unchecked<NfsSharedStoreProps> = given ?? {};
  checkKnownProps(problems, '', props, 'NfsSharedStoreProps');
  const name = checkIdentity(problems, identity);
  const driver = driverOf(problems, props.driver);
  const namespace = namespaceOf(problems, scope, props.namespace, driver);
  checkSize(problems, 'capacity', props.capacity);
  const fullName = namespace === undefined || name === undefined ? name : `${namespace}.${name}`;
  const storageClassName = classNameOf(problems, driver, props.storageClassName, fullName);
  const accessMode = accessModeOf(problems, driver, props.accessMode);
  const group = props.group === undefined ? DEFAULT_GROUP : checkInteger(problems, 'group', props.group, { min: 1, max: 2 ** 31 - 1 });
  const mount = planNfsMount(problems, driver, props);
  checkStoreLabels(problems, props.labels, identity);
  checkAnnotations(problems, 'annotations', props.annotations);
  if (driver?.kind === 'static' && driver.handle !== undefined) {
    checkVolumeHandle(problems, scope, 'driver.volumeHandle', NFS_CSI_DRIVER, driver.handle);
  } else if (driver?.kind === 'claim' && problems.count === 0) {
    const fields = { storage: props.capacity, accessModes: [accessMode], storageClass: driver.storageClass };
    checkClaimFields(problems, fields, { namespace, propOf: (field) => CLAIM_PROPS[field] ?? field });
  }
  const objects = checkObjects(problems, scope, name, (free) =>
    storeObjects({ name: free, driver, namespace, volumeName: fullName, storageClassName }),
  );
  problems.throwIfAny();
  const readOnly = accessMode === kplus.PersistentVolumeAccessMode.READ_ONLY_MANY;
  return {
    namespace,
    volumeName: fullName!,
    storageClassName: storageClassName!,
    accessMode: accessMode!,
    group: group!,
    driver: driver!,
    objects,
    mount: readOnly ? { ...mount, options: [...mount.options, 'ro'] } : mount,
  };
}

/** What a store makes, its volume and claim included. */
function storeObjects({ name, driver, namespace, volumeName, storageClassName }: StoreNames): PlannedObject[] {
  const objects: PlannedObject[] = [{ kind: 'PersistentVolumeClaim', name, namespace, byPart: true }];
  if (driver?.kind === 'static' && volumeName !== undefined) objects.push({ kind: 'PersistentVolume', name: volumeName, byPart: true });
  if (driver?.kind === 'dynamic' && storageClassName !== undefined) {
    objects.push({ kind: 'StorageClass', name: storageClassName, from: { prop: 'storageClassName', value: storageClassName } });
  }
  return objects;
}

type StoreNames = { readonly name: string; readonly driver: NfsPlan | undefined } & {
  readonly [Name in 'namespace' | 'volumeName' | 'storageClassName']: string | undefined;
};

function driverOf(problems: Problems, driver: unknown): NfsPlan | undefined {
  if (isA(driver, NfsDriver)) return driver._plan(problems);
  problems.add('driver', driver, 'Give NfsDriver.inTree(...), .csi(...), .csiDynamic(...) or .fromStorageClass(...).');
  return undefined;
}

function namespaceOf(problems: Problems, scope: Construct, given: unknown, driver: NfsPlan | undefined): string | undefined {
  const ofChart = Chart.of(scope).namespace;
  if (given === undefined) {
    if (ofChart === undefined && driver?.kind === 'static') {
      problems.add(
        'namespace',
        undefined,
        'The volume names its claim with the namespace, and without it the claim stays Pending for ever. Give it here or to the chart.',
      );
    }
    return ofChart;
  }
  const namespace = checkLabelName(problems, 'namespace', given, LONGEST_LABEL, '');
  if (namespace !== undefined && ofChart !== undefined && namespace !== ofChart) {
    problems.add(
      'namespace',
      namespace,
      `The chart puts what it has into ${ofChart}. Leave it out, or make the store in a chart of its own.`,
    );
  }
  return namespace;
}

function classNameOf(problems: Problems, driver: NfsPlan | undefined, given: unknown, fallback: string | undefined): string | undefined {
  if (driver?.kind === 'claim') {
    if (given !== undefined) problems.add('storageClassName', given, 'The driver names the class. Leave it out.');
    return driver.storageClass.storageClassName;
  }
  if (given === undefined) return fallback;
  if (given !== null && given !== '') return checkObjectName(problems, 'storageClassName', given);
  problems.add(
    'storageClassName',
    given,
    "A claim without a class gets the cluster's default one, and a new, empty volume or none at all. Name a class that nothing serves, or leave it out for one of the store's own.",
  );
  return undefined;
}

function accessModeOf(problems: Problems, driver: NfsPlan | undefined, given: unknown): kplus.PersistentVolumeAccessMode | undefined {
  const { READ_ONLY_MANY, READ_WRITE_MANY, READ_WRITE_ONCE_POD } = kplus.PersistentVolumeAccessMode;
  const mode = checkOneOf(problems, 'accessMode', given ?? READ_WRITE_MANY, Object.values(kplus.PersistentVolumeAccessMode));
  if (mode === READ_WRITE_ONCE_POD && driver?.kind === 'static' && driver.handle === undefined) {
    problems.add('accessMode', mode, 'ReadWriteOncePod is for CSI drivers only. Use NfsDriver.csi.');
    return undefined;
  }
  if (mode === READ_ONLY_MANY && driver !== undefined && driver.kind !== 'static') {
    problems.add(
      'accessMode',
      mode,
      'A directory made for the claim is empty, and nobody could fill it. Use READ_WRITE_MANY, and mount it READ_ONLY.',
    );
    return undefined;
  }
  return mode;
}

function checkStoreLabels(problems: Problems, labels: unknown, identity: Identity): void {
  for (const [key, value] of Object.entries(checkLabels(problems, 'labels', labels))) {
    if (key in identityLabels(identity)) problems.add(`labels["${key}"]`, value, 'It follows from the name. Use another key.');
  }
}
