import { hasParentPart } from '../kubernetes/paths';
import { DriverFacts, ParameterProblem, Parameters } from './driver-facts';
import { checkNoDevice, ignoredZones } from './file-share';
import { anyGoBoolean, checkTable, groupOrUser, matches, notEmpty, oneOf, ParameterTable } from './parameter-table';

const PLACEHOLDERS = ['${.PVC.namespace}', '${.PVC.name}', '${.PV.name}'];

/** What a path of the driver's own making has at most: an access point has no longer one. */
const LONGEST_PATH = 100;
const DEEPEST_PATH = 5;
/** `pvc-` and the uid of the claim. */
const VOLUME_NAME = 40;

const TABLE: ParameterTable = {
  keys: {
    provisioningMode: oneOf(['efs-ap', 's3files-ap']),
    fileSystemId: matches(/^(fs-[0-9a-f]+|\$\{.*\})$/, 'Give the id of the file system, such as fs-0123456789abcdef0.'),
    directoryPerms: matches(/^[0-7]{3,4}$/, 'Give the mode of the directories in three or four octal digits, such as "750".'),
    uid: groupOrUser,
    gid: groupOrUser,
    gidRangeStart: groupOrUser,
    gidRangeEnd: groupOrUser,
    basePath: (value) => (hasParentPart(value) ? 'Write the path without "..".' : undefined),
    subPathPattern: checkPattern,
    ensureUniqueDirectory: anyGoBoolean,
    reuseAccessPoint: anyGoBoolean,
    enforceZoneAffinity: anyGoBoolean,
    enableTagging: anyGoBoolean,
    az: notEmpty,
    fileSystemIdConfigRef: notEmpty,
    fileSystemIdSecretRef: notEmpty,
  },
  caseSensitive: true,
  unknown: 'The EFS driver ignores parameters that it does not know.',
};

function checkPattern(value: string): string | undefined {
  const placeholders: string[] = value.match(/\$\{[^}]*\}?/g) ?? [];
  const unknown = placeholders.find((placeholder) => !PLACEHOLDERS.includes(placeholder));
  if (unknown !== undefined) return `The driver does not know ${unknown}. It puts in ${PLACEHOLDERS.join(', ')}.`;
  return hasParentPart(value) ? 'Write the path without "..".' : undefined;
}

function checkParameters(parameters: Parameters): readonly ParameterProblem[] {
  const found = checkTable(parameters, TABLE);
  const add = (parameter: string, problem: string, ...involves: string[]) => {
    found.push({ parameter, value: parameters[parameter], problem, involves });
  };
  const has = (parameter: string) => parameters[parameter] !== undefined;
  if (!has('provisioningMode')) add('provisioningMode', 'The driver makes no volumes without it. Write efs-ap.');
  if (!has('fileSystemId') && !has('fileSystemIdConfigRef') && !has('fileSystemIdSecretRef')) {
    add('fileSystemId', 'The driver makes no volumes without it. Name the file system.', 'filesystemidconfigref', 'filesystemidsecretref');
  }
  if (!has('directoryPerms')) add('directoryPerms', 'AWS makes no directory without a mode. Give one, such as "750".');
  checkRange(parameters, add);
  checkPath(parameters, add);
  return found;
}

type Add = (parameter: string, problem: string, ...involves: string[]) => void;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function checkRange({ gidRangeStart, gidRangeEnd }: Parameters, add: Add): void {
  if ((gidRangeStart === undefined) !== (gidRangeEnd === undefined)) {
    const [missing, given] = gidRangeStart === undefined ? ['gidRangeStart', 'gidRangeEnd'] : ['gidRangeEnd', 'gidRangeStart'];
    add(missing, `The driver refuses ${given} without it. Give both.`, given.toLowerCase());
  } else if (Number(gidRangeStart) === 0) {
    add('gidRangeStart', 'The driver wants it above zero. Give a number such as 50000.');
  } else if (gidRangeStart !== undefined && Number(gidRangeEnd) <= Number(gidRangeStart)) {
    add('gidRangeEnd', `The driver wants it above gidRangeStart (${textOf(gidRangeStart)}). Give a larger number.`, 'gidrangestart');
  }
}

function checkPath({ basePath = '', subPathPattern, ensureUniqueDirectory }: Parameters, add: Add): void {
  const pattern = typeof subPathPattern === 'string' ? subPathPattern : undefined;
  const isUnique = textOf(ensureUniqueDirectory).toLowerCase() !== 'false';
  // What stands for a name may be as short as one character.
  const least = pattern === undefined ? 'x'.repeat(VOLUME_NAME) : pattern.replace(/\$\{[^}]*\}/g, 'x') + (isUnique ? '-'.repeat(37) : '');
  const path = ['', textOf(basePath), least].join('/').replace(/\/+/g, '/');
  const at = basePath === '' ? 'subPathPattern' : 'basePath';
  if (path.length > LONGEST_PATH) {
    add(at, `The path of an access point has at most ${LONGEST_PATH} characters. Shorten it.`, 'subpathpattern');
  }
  if (path.split('/').length - 1 > DEEPEST_PATH) {
    add(at, `The path of an access point has at most ${DEEPEST_PATH} parts. Leave some out.`, 'subpathpattern');
  }
  if (pattern === undefined || isUnique || pattern.includes(PLACEHOLDERS[2])) return;
  if (PLACEHOLDERS.slice(0, 2).every((part) => pattern.includes(part))) return;
  add(
    'subPathPattern',
    `With ensureUniqueDirectory false, claims of the class would share a directory. Put in ${PLACEHOLDERS[2]}, or ${PLACEHOLDERS[0]} and ${PLACEHOLDERS[1]}.`,
    'ensureuniquedirectory',
  );
}

/**
 * Amazon Elastic File System: an access point for each claim, which says as whom all its clients read and write. A volume has no size.
 *
 * @see https://github.com/kubernetes-sigs/aws-efs-csi-driver#storage-class-parameters-for-dynamic-provisioning
 */
export const AWS_EFS: DriverFacts = {
  title: 'AWS EFS',
  provisioner: 'efs.csi.aws.com',
  withoutSnapshots: true,
  inline: 'refuses',
  mistakenFor: ['kubernetes.io/aws-efs', 'efs.csi.amazonaws.com'],
  storage: 'files',
  protocol: 'nfs',
  classNames: ['efs-sc'],
  ownerInClass: true,
  forcesUser: true,
  zonalDisk: false,
  // It has no call for it, and no use: nothing limits what is written.
  expands: () => false,
  checkParameters,
  checkZones: ({ enforceZoneAffinity }, zones) => (enforceZoneAffinity === undefined ? ignoredZones(zones, 'A file system of EFS') : []),
  checkRequest: (_parameters, request) => checkNoDevice(request),
};
