import * as kplus from 'cdk8s-plus-27';
import { inlineProblem } from '../facts/drivers';
import { LONGEST_LABEL } from '../facts/kubernetes/names';
import { VolumeFault } from '../facts/kubernetes/volume-fault';
import { volumeFaults } from '../facts/kubernetes/volume-sources';
import {
  checkAnnotations,
  checkBoolean,
  checkImage,
  checkLabelName,
  checkLabels,
  checkObjectName,
  checkOneOf,
  checkText,
} from '../props/check';
import { checkMode } from '../props/file-modes';
import { isA } from '../props/kinds';
import { checkKnownProps } from '../props/known-props';
import { Problems } from '../props/problems';
import { StructName } from '../props/struct-table';
import { isObject, Unchecked } from '../util/unchecked';
import { Mountable } from '../workloads/mountable';
import { valueAt, VolumeSourceJson } from '../workloads/pod-json';
import { checkClaimFields, claimSpec, VolumeRequestOptions } from './claim';
import { checkAttributes, checkDriverName } from './persistent-volume-source';
import { checkDisposable } from './disposable-class';
import {
  ConfigMapVolumeOptions,
  DownwardApiVolumeOptions,
  EphemeralVolumeOptions,
  FilesVolumeOptions,
  ImageVolumeOptions,
  ImageVolumePullPolicy,
  InlineCsiVolumeOptions,
  ObjectVolumeOptions,
  ProjectedVolumeOptions,
  SecretVolumeOptions,
  ServiceAccountTokenVolumeOptions,
} from './pod-volume-options';
import { planToken, ProjectedSource } from './projected-source';
import { checkObject, checkOptional, checkPodFiles, checkVolumeFiles, ReferredObject } from './volume-files';

/** A volume that has been looked at; a whole one where there was no problem. */
export interface PodVolumePlan extends Omit<Mountable, 'name'> {
  readonly name: unknown;
}

const FROM_API = 'The kubelet writes these files, and containers only read them. Leave it out, or copy them into a ScratchVolume.';
const FOLLOWS =
  'A file that is mounted so stays as it is when the container starts, and what it shows changes. Mount the directory, or show an object that is immutable.';

/** The options of a volume, of which nothing is known but their names. */
function open<Options>(problems: Problems, struct: StructName, options: Options): Unchecked<Options> {
  checkKnownProps(problems, '', options, struct);
  const given = (isObject(options) ? options : {}) as Unchecked<Options>;
  checkLabelName(problems, 'name', (given as { readonly name?: unknown }).name, LONGEST_LABEL, '');
  return given;
}

export function planImage(problems: Problems, struct: StructName, options: ImageVolumeOptions): PodVolumePlan {
  const { name, reference, pullPolicy = ImageVolumePullPolicy.IF_NOT_PRESENT } = open(problems, struct, options);
  checkImage(problems, 'reference', reference);
  checkOneOf(problems, 'pullPolicy', pullPolicy, Object.values(ImageVolumePullPolicy));
  const readOnly = 'The files of an image cannot be written. Leave it out, or copy them into a ScratchVolume by seedFrom().';
  return { name, source: { image: { pullPolicy, reference } }, readOnly };
}

export function planConfigMap(problems: Problems, struct: StructName, options: ConfigMapVolumeOptions): PodVolumePlan {
  const given = open(problems, struct, options);
  const object = checkObject(problems, 'configMap', given.configMap, 'ConfigMap');
  return planFiles(problems, given, { configMap: { name: object?.name, ...fieldsOf(problems, given) } }, object);
}

export function planSecret(problems: Problems, struct: StructName, options: SecretVolumeOptions): PodVolumePlan {
  const given = open(problems, struct, options);
  const object = checkObject(problems, 'secret', given.secret, 'Secret');
  return planFiles(problems, given, { secret: { secretName: object?.name, ...fieldsOf(problems, given) } }, object);
}

/** What volumes of ConfigMaps and of Secrets have alike. */
function fieldsOf(problems: Problems, { items, optional }: Unchecked<ObjectVolumeOptions>): object {
  const files = checkVolumeFiles(problems, 'items', items);
  return { ...(files && { items: files }), ...checkOptional(problems, 'optional', optional) };
}

export function planDownwardApi(problems: Problems, struct: StructName, options: DownwardApiVolumeOptions): PodVolumePlan {
  const given = open(problems, struct, options);
  return planFiles(problems, given, { downwardAPI: { items: checkPodFiles(problems, 'items', given.items) } });
}

export function planTokenVolume(problems: Problems, struct: StructName, options: ServiceAccountTokenVolumeOptions): PodVolumePlan {
  const given = open(problems, struct, options);
  return planFiles(problems, { name: given.name }, { projected: { sources: [{ serviceAccountToken: planToken(problems, '', given) }] } });
}

export function planProjected(problems: Problems, struct: StructName, options: ProjectedVolumeOptions): PodVolumePlan {
  const given = open(problems, struct, options);
  const { sources } = given;
  const list: readonly unknown[] = Array.isArray(sources) ? sources : [];
  if (list.length === 0) problems.add('sources', sources, 'Give at least one, such as ProjectedSource.configMap(settings).');
  const planned = list.map((source, index) => {
    if (isA(source, ProjectedSource)) return source._plan(problems, `sources[${index}]`);
    problems.add(`sources[${index}]`, source, 'Give a source, such as ProjectedSource.configMap(settings).');
    return { source: {}, objects: [] };
  });
  const projected = { sources: planned.map(({ source }) => source) };
  return planFiles(problems, given, { projected }, ...planned.flatMap(({ objects }) => objects));
}

/** A volume of files that the kubelet writes: what it shows follows changes, unless all of it is immutable. */
function planFiles(
  problems: Problems,
  { name, defaultMode }: Unchecked<FilesVolumeOptions>,
  source: VolumeSourceJson,
  ...shown: ReadonlyArray<ReferredObject | undefined>
): PodVolumePlan {
  const mode = checkMode(problems, 'defaultMode', defaultMode);
  const [[type, fields]] = Object.entries(source);
  const whole = { [type]: { ...(fields as object), ...(mode !== undefined && { defaultMode: mode }) } };
  const objects = shown.filter((object) => object !== undefined);
  // What is wrong with a part is told already, and may be anything.
  if (problems.count > 0) return { name };
  addFaults(problems, whole);
  const isFixed = !isOfPod(whole) && objects.every((object) => object.isFixed);
  return { name, source: whole, objects, resourcesOf: containersIn(whole), readOnly: FROM_API, ...(!isFixed && { follows: FOLLOWS }) };
}

/** Whether some of the files are of the Pod itself, or tokens of it. */
function isOfPod({ downwardAPI, projected }: VolumeSourceJson): boolean {
  if (downwardAPI !== undefined) return true;
  const sources = (projected as { readonly sources: readonly object[] } | undefined)?.sources ?? [];
  return sources.some((source) => 'downwardAPI' in source || 'serviceAccountToken' in source);
}

/** Reports what a rule would find of a source, at the props that it is made of. */
function addFaults(problems: Problems, source: VolumeSourceJson): void {
  for (const { path, why, remedy } of volumeFaults({ name: 'x', ...source })) {
    problems.add(propOf(path), valueAt(source, path.map(String)), `The volume ${why}. ${remedy}`);
  }
}

/** `projected.sources[0].configMap.items[1].path` is the prop `sources[0].items[1].path`. */
function propOf(path: VolumeFault['path']): string {
  const parts = path.filter((part) => !['projected', 'configMap', 'secret', 'downwardAPI', 'serviceAccountToken'].includes(String(part)));
  return parts
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .slice(1);
}

/** The containers whose requests and limits a source shows. */
function containersIn(source: unknown): string[] {
  if (Array.isArray(source)) return source.flatMap(containersIn);
  if (!isObject(source)) return [];
  const { resourceFieldRef } = source;
  if (isObject(resourceFieldRef)) return typeof resourceFieldRef.containerName === 'string' ? [resourceFieldRef.containerName] : [];
  return Object.values(source).flatMap(containersIn);
}

export function planInlineCsi(problems: Problems, struct: StructName, options: InlineCsiVolumeOptions): PodVolumePlan {
  const given = open(problems, struct, options);
  const { name, driver, volumeAttributes, fsType, nodePublishSecret, readOnly = true } = given;
  const driverName = checkDriverName(problems, 'driver', driver);
  checkAttributes(problems, 'volumeAttributes', volumeAttributes);
  if (fsType !== undefined) checkText(problems, 'fsType', fsType, 'Name a file system, such as ext4, or leave it out.');
  const secret = nodePublishSecret === undefined ? undefined : checkObject(problems, 'nodePublishSecret', nodePublishSecret, 'Secret');
  checkBoolean(problems, 'readOnly', readOnly);
  const refused = inlineProblem(driverName, readOnly === true);
  if (refused !== undefined) problems.add('driver', driverName, `The volume ${refused.why}. ${refused.remedy}`);
  const source = {
    csi: {
      driver: driverName,
      readOnly,
      ...(fsType !== undefined && { fsType }),
      ...(secret !== undefined && { nodePublishSecretRef: { name: secret.name } }),
      ...(volumeAttributes !== undefined && { volumeAttributes }),
    },
  };
  const objects = secret === undefined ? [] : [secret];
  return {
    name,
    source,
    objects,
    ...(readOnly === true && {
      readOnly: 'The volume is readOnly. Leave it out, or say readOnly: false where the driver lets Pods write.',
    }),
  };
}

export function planEphemeral(problems: Problems, struct: StructName, options: EphemeralVolumeOptions): PodVolumePlan {
  const given = open(problems, struct, options);
  const { name, labels, annotations, volumeAttributesClassName } = given;
  const fields = checkClaimFields(problems, given, { namespace: undefined });
  checkDisposable(problems, 'storageClass', (given as { readonly storageClass?: unknown }).storageClass, 'Pod');
  if (volumeAttributesClassName !== undefined) checkObjectName(problems, 'volumeAttributesClassName', volumeAttributesClassName);
  checkLabels(problems, 'labels', labels);
  checkAnnotations(problems, 'annotations', annotations);
  if (fields === undefined) return { name };
  const metadata = labels === undefined && annotations === undefined ? undefined : { labels, annotations };
  const spec = claimSpec(fields, given as VolumeRequestOptions);
  const volumeClaimTemplate = { ...(metadata && { metadata }), spec };
  return { name, source: { ephemeral: { volumeClaimTemplate } }, isDevice: fields.volumeMode === kplus.PersistentVolumeMode.BLOCK };
}
