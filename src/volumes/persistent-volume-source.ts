import * as kplus from 'cdk8s-plus-27';
import { bareServer, exportPathProblem, serverProblem } from '../facts/nfs/servers';
import { isDriverName, LONGEST_LABEL } from '../facts/kubernetes/names';
import { isOwningDirectory, isRuntimeSocket } from '../facts/kubernetes/node-paths';
import { normalizePath } from '../facts/kubernetes/paths';
import { checkAbsolutePath, checkBoolean, checkLabelName, checkObjectName, checkOneOf, checkText, keyProblem } from '../props/check';
import { checkSetting } from '../props/environment';
import { checkKnownProps } from '../props/known-props';
import { Problems } from '../props/problems';
import { withoutNulls } from '../props/without-nulls';
import { isMap, Unchecked } from '../util/unchecked';
import { HostPathType } from './host-path-type';

/** An exported directory of an NFS server. */
export interface NfsVolumeOptions {
  /** DNS name or IP address of the server, as the nodes see it. */
  readonly server: string;

  /** Absolute path that the server exports. */
  readonly path: string;

  /**
   * Whether nobody may write through this volume.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}

/** A volume that a CSI driver serves. */
export interface CsiVolumeOptions {
  /** Name of the driver, as `kubectl get csidrivers` shows it. */
  readonly driver: string;

  /** What the driver knows the volume by. Two volumes of one driver and handle are refused: a node takes them for one. */
  readonly volumeHandle: string;

  /**
   * What else the driver wants to know of the volume.
   *
   * @default - nothing
   */
  readonly volumeAttributes?: { readonly [key: string]: string };

  /**
   * File system of the volume.
   *
   * @default - the driver's own
   */
  readonly fsType?: string;

  /**
   * Whether nobody may write through this volume.
   *
   * @default false
   */
  readonly readOnly?: boolean;

  /**
   * Secret that the driver reads when a node prepares the volume.
   *
   * @default - none
   */
  readonly nodeStageSecret?: SecretLocation;

  /**
   * Secret that the driver reads when a Pod gets the volume.
   *
   * @default - none
   */
  readonly nodePublishSecret?: SecretLocation;
}

/** A Secret by name, for what belongs to no namespace. */
export interface SecretLocation {
  /** Name of the Secret. */
  readonly name: string;

  /** Namespace of the Secret. */
  readonly namespace: string;
}

/** A disk or directory of one node. */
export interface LocalVolumeOptions {
  /** Absolute path on the node: a directory, or a block device. */
  readonly path: string;

  /**
   * File system to make on a block device that has none.
   *
   * @default - a directory, or ext4 on a device
   */
  readonly fsType?: string;
}

/** A directory of whichever node a Pod is on. */
export interface HostPathVolumeOptions {
  /** Absolute path on the node. */
  readonly path: string;

  /**
   * What is there.
   *
   * @default HostPathType.DIRECTORY
   */
  readonly type?: HostPathType;

  /**
   * That you know: the data is that of the node the Pod happens to be on, and nobody limits its size. It is for tests, and for clusters of one node;
   * on others use `local`.
   */
  readonly acknowledgeForTestsOrOneNode: boolean;
}

/**
 * Where the data of a `PersistentVolume` is.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#types-of-persistent-volumes
 */
export class PersistentVolumeSource {
  /** A directory of an NFS server, mounted by the kubelet itself. */
  static nfs(options: NfsVolumeOptions): PersistentVolumeSource {
    return new PersistentVolumeSource('nfs', (problems, at) => planNfs(problems, at, withoutNulls(options, 'NfsVolumeOptions')));
  }

  /** A volume of a CSI driver that exists already. */
  static csi(options: CsiVolumeOptions): PersistentVolumeSource {
    return new PersistentVolumeSource('csi', (problems, at) => planCsi(problems, at, withoutNulls(options, 'CsiVolumeOptions')));
  }

  /** A disk or directory of one node; the volume names the node in its nodeAffinity. */
  static local(options: LocalVolumeOptions): PersistentVolumeSource {
    return new PersistentVolumeSource('local', (problems, at) => planLocal(problems, at, withoutNulls(options, 'LocalVolumeOptions')));
  }

  /** A directory of whichever node the Pod is on: for tests, and for clusters of one node. */
  static hostPath(options: HostPathVolumeOptions): PersistentVolumeSource {
    return new PersistentVolumeSource('hostPath', (problems, at) =>
      planHostPath(problems, at, withoutNulls(options, 'HostPathVolumeOptions')),
    );
  }

  private constructor(
    /** @internal */
    readonly _kind: keyof Source,
    /** @internal */
    readonly _plan: (problems: Problems, at: string) => Source,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'PersistentVolumeSource';
  }
}

type Source = Pick<kplus.k8s.PersistentVolumeSpec, 'nfs' | 'csi' | 'local' | 'hostPath'>;

/** Checks a text by a rule of the facts. */
export function checkByRule(
  problems: Problems,
  prop: string,
  value: unknown,
  missing: string,
  rule: (text: string) => string | undefined,
): string | undefined {
  const text = checkText(problems, prop, value, missing);
  if (text === undefined) return undefined;
  const problem = rule(text);
  if (problem === undefined) return text;
  problems.add(prop, text, problem);
  return undefined;
}

export const SERVER_REMEDY = 'Give the DNS name or IP address of the NFS server.';
export const EXPORT_REMEDY = 'Give the exported path, which is / where the server exports one tree (Amazon EFS, say).';

function planNfs(problems: Problems, at: string, options: Unchecked<NfsVolumeOptions> | undefined): Source {
  checkKnownProps(problems, at, options, 'NfsVolumeOptions');
  const { server, path, readOnly } = options ?? {};
  const checkedServer = checkByRule(problems, `${at}.server`, server, SERVER_REMEDY, serverProblem);
  const checkedPath = checkByRule(problems, `${at}.path`, path, EXPORT_REMEDY, exportPathProblem);
  checkBoolean(problems, `${at}.readOnly`, readOnly);
  return {
    nfs: {
      server: bareServer(checkedServer ?? ''),
      path: normalizePath(checkedPath ?? ''),
      readOnly: readOnly === true ? true : undefined,
    },
  };
}

export function checkDriverName(problems: Problems, prop: string, driver: unknown): string {
  if (typeof driver === 'string' && isDriverName(driver)) return driver;
  problems.add(prop, driver, 'Give the name of a CSI driver, such as ebs.csi.aws.com: at most 63 letters, digits, dashes and dots.');
  return '';
}

function planCsi(problems: Problems, at: string, options: Unchecked<CsiVolumeOptions> | undefined): Source {
  checkKnownProps(problems, at, options, 'CsiVolumeOptions');
  const { driver, volumeHandle, volumeAttributes, fsType, readOnly, nodeStageSecret, nodePublishSecret } = options ?? {};
  const name = checkDriverName(problems, `${at}.driver`, driver);
  const handle = checkText(problems, `${at}.volumeHandle`, volumeHandle, 'Name the volume as its driver knows it.');
  checkAttributes(problems, `${at}.volumeAttributes`, volumeAttributes);
  if (fsType !== undefined) checkText(problems, `${at}.fsType`, fsType, 'Name a file system, such as ext4, or leave it out.');
  checkBoolean(problems, `${at}.readOnly`, readOnly);
  checkSecret(problems, `${at}.nodeStageSecret`, nodeStageSecret);
  checkSecret(problems, `${at}.nodePublishSecret`, nodePublishSecret);
  return {
    csi: {
      driver: name,
      volumeHandle: handle ?? '',
      fsType: fsType as string | undefined,
      readOnly: readOnly === true ? true : undefined,
      volumeAttributes: volumeAttributes as Record<string, string> | undefined,
      nodeStageSecretRef: nodeStageSecret as SecretLocation | undefined,
      nodePublishSecretRef: nodePublishSecret as SecretLocation | undefined,
    },
  };
}

/** What a driver wants to know of a volume; a secret among it is reported. */
export function checkAttributes(problems: Problems, prop: string, attributes: unknown): void {
  if (attributes === undefined) return;
  if (!isMap(attributes)) {
    problems.add(prop, attributes, 'Give an object of keys and string values.');
    return;
  }
  for (const [key, value] of Object.entries(attributes)) {
    const remedy = typeof value === 'string' ? keyProblem(key) : 'Give a string; quote numbers and booleans.';
    const at = `${prop}[${JSON.stringify(key)}]`;
    if (remedy !== undefined) problems.add(at, value, remedy);
    if (typeof value === 'string') {
      checkSetting(problems, at, key, value, 'Name a Secret for the driver in nodeStageSecret or nodePublishSecret.');
    }
  }
}

function checkSecret(problems: Problems, prop: string, secret: unknown): void {
  if (secret === undefined) return;
  const { name, namespace } = (secret ?? {}) as Unchecked<SecretLocation>;
  checkObjectName(problems, `${prop}.name`, name);
  checkLabelName(problems, `${prop}.namespace`, namespace, LONGEST_LABEL, '');
}

function planLocal(problems: Problems, at: string, options: Unchecked<LocalVolumeOptions> | undefined): Source {
  checkKnownProps(problems, at, options, 'LocalVolumeOptions');
  const { path, fsType } = options ?? {};
  const checkedPath = checkAbsolutePath(problems, `${at}.path`, path);
  if (fsType !== undefined) checkText(problems, `${at}.fsType`, fsType, 'Name a file system, such as ext4, or leave it out.');
  return { local: { path: checkedPath ?? '', fsType: fsType as string | undefined } };
}

/** What a claim can be of: sockets and character devices are no storage. */
const CLAIMABLE = Object.values(HostPathType).filter((type) => type !== HostPathType.SOCKET && type !== HostPathType.CHAR_DEVICE);

function planHostPath(problems: Problems, at: string, options: Unchecked<HostPathVolumeOptions> | undefined): Source {
  checkKnownProps(problems, at, options, 'HostPathVolumeOptions');
  const { path, type = HostPathType.DIRECTORY, acknowledgeForTestsOrOneNode: acknowledged } = options ?? {};
  const checkedPath = checkAbsolutePath(problems, `${at}.path`, path);
  if (checkedPath !== undefined && (isRuntimeSocket(normalizePath(checkedPath)) || isOwningDirectory(normalizePath(checkedPath)))) {
    problems.add(`${at}.path`, checkedPath, 'Whoever has its claim would have the node. Use a directory that is there for the data alone.');
  }
  checkOneOf(problems, `${at}.type`, type, CLAIMABLE);
  if (acknowledged !== true) {
    const remedy =
      'On another node there is other data, and nobody limits its size. Use PersistentVolumeSource.local(), or say true where it is for tests or the cluster has one node.';
    problems.add(`${at}.acknowledgeForTestsOrOneNode`, acknowledged, remedy);
  }
  return { hostPath: { path: checkedPath ?? '', type: type as string } };
}
