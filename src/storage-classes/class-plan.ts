import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { TopologyTerm } from '../facts/drivers/in-tree';
import { isLabelValue } from '../facts/kubernetes/names';
import { DEFAULT_CLASS_ANNOTATION } from '../facts/kubernetes/storage-classes';
import { checkAnnotations, checkBoolean, checkLabels, checkObjectName, checkOneOf, checkTexts } from '../props/check';
import { checkMountSecrets } from '../props/environment';
import { Problems } from '../props/problems';
import { Unchecked } from '../util/unchecked';
import { leaveNamespace } from '../workloads/cluster-scoped';
import { checkObjects, FreeObjects } from '../workloads/objects';
import { DriverPlan } from './driver-plan';

/* What classes of disks and of files have in common. */

/** The props of a class, whatever it makes. */
export interface ClassProps {
  readonly name?: string;
  readonly zones?: string[];
  readonly reclaimPolicy?: kplus.PersistentVolumeReclaimPolicy;
  readonly allowVolumeExpansion?: boolean;
  readonly defaultClass?: boolean;
  readonly mountOptions?: string[];
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

/** A class that has been checked. */
export interface ClassPlan<D extends DriverPlan = DriverPlan> {
  readonly name: string;
  readonly objects: FreeObjects;
  readonly driver: D;
  readonly reclaimPolicy: kplus.PersistentVolumeReclaimPolicy;
  readonly allowVolumeExpansion: boolean;
  readonly allowedTopologies: readonly TopologyTerm[];
}

/** Checks a class; what has been reported before counts too. */
export function planClass<D extends DriverPlan>(
  problems: Problems,
  scope: Construct,
  id: string,
  props: Unchecked<ClassProps>,
  { driverOf, drivers }: { readonly driverOf: () => D | undefined; readonly drivers: 'StorageDriver' | 'FileDriver' },
): ClassPlan<D> {
  const name = checkObjectName(problems, 'name', props.name ?? id);
  const objects = checkObjects(problems, scope, name, (free) => [{ kind: 'StorageClass', name: free }]);
  const driver = driverOf();
  const zones = checkZones(problems, props.zones, driver, drivers);
  const { RETAIN } = kplus.PersistentVolumeReclaimPolicy;
  const policies = Object.values(kplus.PersistentVolumeReclaimPolicy);
  const reclaimPolicy = checkOneOf(problems, 'reclaimPolicy', props.reclaimPolicy ?? RETAIN, policies);
  const expansion = checkBoolean(problems, 'allowVolumeExpansion', props.allowVolumeExpansion);
  if (expansion === true && driver?.expandable === false) {
    problems.add('allowVolumeExpansion', true, 'Volumes of this class cannot grow, and claims that try stay stuck. Leave it out.');
  }
  checkBoolean(problems, 'defaultClass', props.defaultClass);
  const mountOptions = checkTexts(problems, 'mountOptions', props.mountOptions) ?? [];
  if (mountOptions.some((option) => option.trim() === '')) {
    problems.add('mountOptions', props.mountOptions, 'An option is empty. Leave it out.');
  }
  checkMountSecrets(problems, 'mountOptions', mountOptions);
  checkLabels(problems, 'labels', props.labels);
  checkAnnotations(problems, 'annotations', props.annotations);
  problems.throwIfAny();
  return {
    name: name!,
    objects,
    driver: driver!,
    reclaimPolicy: reclaimPolicy!,
    allowVolumeExpansion: expansion ?? driver!.expandable,
    allowedTopologies:
      zones === undefined ? (driver!.allowedTopologies ?? []) : [{ matchLabelExpressions: [{ key: driver!.zoneKey!, values: zones }] }],
  };
}

/** What of a class is not said by its plan. */
export interface ClassFields {
  readonly props: ClassProps;
  readonly volumeBindingMode: 'Immediate' | 'WaitForFirstConsumer';
  readonly mountOptions?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
}

export function makeClass(
  scope: Construct,
  plan: ClassPlan,
  { props, volumeBindingMode, mountOptions, annotations }: ClassFields,
): ApiObject {
  const { driver, allowedTopologies } = plan;
  const all = { ...props.annotations, ...annotations, ...(props.defaultClass === true && { [DEFAULT_CLASS_ANNOTATION]: 'true' }) };
  const apiObject = new ApiObject(scope, 'Resource', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: plan.name, labels: props.labels, annotations: Object.keys(all).length === 0 ? props.annotations : all },
    provisioner: driver.provisioner,
    parameters: Object.keys(driver.parameters).length === 0 ? undefined : { ...driver.parameters },
    reclaimPolicy: plan.reclaimPolicy,
    volumeBindingMode,
    allowVolumeExpansion: plan.allowVolumeExpansion,
    allowedTopologies: allowedTopologies.length === 0 ? undefined : allowedTopologies.map(copyOf),
    mountOptions: mountOptions === undefined ? undefined : [...mountOptions],
  });
  leaveNamespace(apiObject);
  return apiObject;
}

function checkZones(problems: Problems, value: unknown, driver: DriverPlan | undefined, drivers: string): readonly string[] | undefined {
  const zones = checkTexts(problems, 'zones', value);
  if (zones === undefined) return undefined;
  if (zones.length === 0) {
    problems.add('zones', zones, 'An empty list allows no zone, and the API server refuses it. Name zones, or leave it out.');
  } else if (zones.some((zone) => zone === '' || !isLabelValue(zone))) {
    problems.add(
      'zones',
      zones,
      'Name each zone as the label of its nodes does: at most 63 letters, digits, dashes, underscores and dots.',
    );
  } else if (new Set(zones).size < zones.length) {
    problems.add('zones', zones, 'A zone is there twice. Name each once.');
  } else if (driver !== undefined) {
    const wrong = driver.facts?.checkZones(driver.parameters, zones) ?? [];
    for (const { zones: those, problem } of wrong) problems.add('zones', those, problem);
    if (wrong.length === 0 && driver.zoneKey === undefined && driver.provisioner !== '') {
      problems.add('zones', zones, `Zones are written under the driver's own key, which is not known. Give topologyKey to ${drivers}.csi.`);
    }
  }
  return zones;
}

function copyOf(term: TopologyTerm): kplus.k8s.TopologySelectorTerm {
  return { matchLabelExpressions: term.matchLabelExpressions.map(({ key, values }) => ({ key, values: [...values] })) };
}
