import * as kplus from 'cdk8s-plus-27';
import {
  bareServer,
  csiPartProblem,
  exportPathProblem,
  isClusterName,
  NFS_CSI_DRIVER,
  nfsVolumeHandle,
  serverProblem,
  sharedSubDirProblem,
  subDirProblem,
} from '../../facts/nfs/servers';
import { normalizePath } from '../../facts/kubernetes/paths';
import { checkBoolean, checkObjectName, checkOneOf, checkText } from '../../props/check';
import { checkKnownProps } from '../../props/known-props';
import { Problems } from '../../props/problems';
import { withoutNulls } from '../../props/without-nulls';
import { checkByRule, EXPORT_REMEDY, PersistentVolumeSource, SERVER_REMEDY } from '../../volumes/persistent-volume-source';
import { IStorageClass } from '../../volumes/storage-class';
import { NfsOnDelete } from '../../storage-classes/nfs-csi';
import { Unchecked } from '../../util/unchecked';

/** An export that the kubelet mounts itself. */
export interface InTreeNfsOptions {
  /** DNS name or IP address of the server, as the nodes see it. */
  readonly server: string;

  /** Absolute path that the server exports. On Amazon EFS and on servers with `fsid=0`, it is `/`. */
  readonly path: string;

  /**
   * Whether the nodes resolve the names of Services. The kubelet asks the node's own resolver, which on most clusters knows no
   * `.svc.cluster.local`, so such a server is refused unless this is said.
   *
   * @default false
   */
  readonly nodesResolveClusterNames?: boolean;
}

/** A directory of an export that csi-driver-nfs mounts. */
export interface CsiNfsOptions {
  /** DNS name or IP address of the server. The driver resolves the names of Services too. */
  readonly server: string;

  /** Absolute path that the server exports. */
  readonly share: string;

  /**
   * Directory below the share to mount instead of it: relative, and it must exist.
   *
   * @default - the share itself
   */
  readonly subDir?: string;

  /**
   * What the cluster knows the volume by, unique in it. Needed where an export is mounted by two namespaces: each has a volume of its
   * own, and nodes take volumes of one handle for one.
   *
   * @default - `<server>#<share>#<subDir>`
   */
  readonly volumeHandle?: string;
}

/** An export in which csi-driver-nfs makes a directory for each claim. */
export interface DynamicCsiNfsOptions {
  /** DNS name or IP address of the server. The driver resolves the names of Services too. */
  readonly server: string;

  /** Absolute path that the server exports. */
  readonly share: string;

  /**
   * Directory below the share that is made for a claim: relative, with `${pv.metadata.name}`, or with `${pvc.metadata.namespace}` and
   * `${pvc.metadata.name}`, so that no two claims get the same.
   *
   * @default - the name of the volume, which the provisioner makes up
   */
  readonly subDir?: string;

  /**
   * Mode that the driver gives the directories at each mount, in octal digits.
   *
   * Unless told, the driver makes directories that only root can write. For other Pods, let the share belong to the group of the store with
   * the setgid bit (`chgrp 10001`, `chmod 2770`), so that directories made in it belong to that group, and say '2770' here. The driver then
   * sets this mode on the share itself too, which matters where the share has other users, and before 4.13.3 without the setgid bit.
   *
   * @default - the driver's own, usually 0755
   * @see https://github.com/kubernetes-csi/csi-driver-nfs/issues/940
   */
  readonly mountPermissions?: string;

  /**
   * What becomes of a volume whose claim is deleted.
   *
   * @default PersistentVolumeReclaimPolicy.RETAIN
   */
  readonly reclaimPolicy?: kplus.PersistentVolumeReclaimPolicy;

  /**
   * What becomes of the directory when the volume is deleted.
   *
   * @default NfsOnDelete.RETAIN
   */
  readonly onDelete?: NfsOnDelete;
}

/** What a driver contributes to a store. */
export type NfsPlan =
  | { readonly kind: 'static'; readonly server: string; readonly source: PersistentVolumeSource; readonly handle?: string }
  | {
      readonly kind: 'dynamic';
      readonly server: string;
      readonly parameters: Readonly<Record<string, string>>;
      readonly reclaimPolicy: string;
      readonly worldWritable: boolean;
    }
  | { readonly kind: 'claim'; readonly storageClass: IStorageClass };

/**
 * How a store reaches its NFS server.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#nfs
 * @see https://github.com/kubernetes-csi/csi-driver-nfs
 */
export class NfsDriver {
  /** The kubelet mounts an existing export itself; nothing needs to be installed but the NFS client of the nodes. */
  static inTree(options: InTreeNfsOptions): NfsDriver {
    return new NfsDriver((problems) => planInTree(problems, withoutNulls(options, 'InTreeNfsOptions')));
  }

  /** csi-driver-nfs mounts an existing export, or a directory below it. */
  static csi(options: CsiNfsOptions): NfsDriver {
    return new NfsDriver((problems) => planCsi(problems, withoutNulls(options, 'CsiNfsOptions')));
  }

  /** csi-driver-nfs makes a directory below an export for each claim: a StorageClass, and claims made from it. */
  static csiDynamic(options: DynamicCsiNfsOptions): NfsDriver {
    return new NfsDriver((problems) => planDynamic(problems, withoutNulls(options, 'DynamicCsiNfsOptions')));
  }

  /** A claim of a class that exists already, such as that of another store (`store.storageClass`). */
  static fromStorageClass(storageClass: IStorageClass): NfsDriver {
    return new NfsDriver((problems) => planClaim(problems, storageClass));
  }

  private constructor(
    /**
     * Checks the options; undefined where there was a problem.
     *
     * @internal
     */
    readonly _plan: (problems: Problems) => NfsPlan | undefined,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'NfsDriver';
  }
}

function planInTree(problems: Problems, options: Unchecked<InTreeNfsOptions> | undefined): NfsPlan | undefined {
  checkKnownProps(problems, 'driver', options, 'InTreeNfsOptions');
  const { server, path, nodesResolveClusterNames } = options ?? {};
  const resolves = checkBoolean(problems, 'driver.nodesResolveClusterNames', nodesResolveClusterNames);
  const checkedServer = checkByRule(problems, 'driver.server', server, SERVER_REMEDY, (text) => {
    if (serverProblem(text) !== undefined || !isClusterName(text) || resolves === true) return serverProblem(text);
    return "The kubelet asks the node's resolver, which on most clusters does not know Services. Give the clusterIP, use NfsDriver.csi, or say nodesResolveClusterNames: true.";
  });
  const checkedPath = checkByRule(problems, 'driver.path', path, EXPORT_REMEDY, exportPathProblem);
  if (checkedServer === undefined || checkedPath === undefined) return undefined;
  return {
    kind: 'static',
    server: checkedServer,
    source: PersistentVolumeSource.nfs({ server: checkedServer, path: checkedPath }),
  };
}

function planCsi(problems: Problems, options: Unchecked<CsiNfsOptions> | undefined): NfsPlan | undefined {
  checkKnownProps(problems, 'driver', options, 'CsiNfsOptions');
  const { server, share, subDir, volumeHandle } = options ?? {};
  const target = checkTarget(problems, server, share);
  const directory = checkSubDir(problems, subDir, (text) =>
    text.includes('${') ? 'Nothing is put in for a static volume. Write the directory out.' : undefined,
  );
  const handle =
    volumeHandle === undefined
      ? undefined
      : checkText(problems, 'driver.volumeHandle', volumeHandle, 'Give a text that no other volume of the cluster has.');
  if (target === undefined || (subDir !== undefined && directory === undefined)) return undefined;
  const identity = handle ?? nfsVolumeHandle(target.server, target.share, directory);
  return {
    kind: 'static',
    server: target.server,
    handle: identity,
    source: PersistentVolumeSource.csi({
      driver: NFS_CSI_DRIVER,
      volumeHandle: identity,
      volumeAttributes: { ...target, ...(directory === undefined ? {} : { subDir: directory }) },
    }),
  };
}

function planDynamic(problems: Problems, options: Unchecked<DynamicCsiNfsOptions> | undefined): NfsPlan | undefined {
  checkKnownProps(problems, 'driver', options, 'DynamicCsiNfsOptions');
  const { server, share, subDir, mountPermissions, reclaimPolicy, onDelete } = options ?? {};
  const target = checkTarget(problems, server, share);
  const directory = checkSubDir(problems, subDir, sharedSubDirProblem);
  const mode =
    mountPermissions === undefined
      ? undefined
      : checkByRule(problems, 'driver.mountPermissions', mountPermissions, MODE_REMEDY, (text) =>
          /^(0|[0-7]{3,4})$/.test(text) ? undefined : MODE_REMEDY,
        );
  const { RETAIN } = kplus.PersistentVolumeReclaimPolicy;
  const policy = checkOneOf(problems, 'driver.reclaimPolicy', reclaimPolicy ?? RETAIN, Object.values(kplus.PersistentVolumeReclaimPolicy));
  const then = checkOneOf(problems, 'driver.onDelete', onDelete ?? NfsOnDelete.RETAIN, Object.values(NfsOnDelete));
  if (target === undefined || policy === undefined || then === undefined) return undefined;
  return {
    kind: 'dynamic',
    server: target.server,
    reclaimPolicy: policy,
    worldWritable: mode !== undefined && (Number.parseInt(mode, 8) & 0o002) !== 0,
    parameters: {
      ...target,
      ...(directory === undefined ? {} : { subDir: directory }),
      ...(mode === undefined ? {} : { mountPermissions: mode }),
      onDelete: then,
    },
  };
}

const MODE_REMEDY = 'Give the mode of the directories as a string of three or four octal digits, such as "2770".';

function planClaim(problems: Problems, storageClass: unknown): NfsPlan | undefined {
  const name = (storageClass as Partial<IStorageClass> | null | undefined)?.storageClassName;
  if (name === undefined) {
    problems.add('driver.storageClass', storageClass, "Give a storage class, such as another store's storageClass.");
    return undefined;
  }
  if (checkObjectName(problems, 'driver.storageClass', name) === undefined) return undefined;
  return { kind: 'claim', storageClass: storageClass as IStorageClass };
}

function checkTarget(problems: Problems, server: unknown, share: unknown): { server: string; share: string } | undefined {
  const host = checkByRule(problems, 'driver.server', server, SERVER_REMEDY, serverProblem);
  const rule = (text: string) => exportPathProblem(text) ?? csiPartProblem(text);
  const path = checkByRule(problems, 'driver.share', share, EXPORT_REMEDY, rule);
  return host === undefined || path === undefined ? undefined : { server: bareServer(host), share: normalizePath(path) };
}

function checkSubDir(problems: Problems, subDir: unknown, more: (text: string) => string | undefined): string | undefined {
  if (subDir === undefined) return undefined;
  const rule = (text: string) => subDirProblem(text) ?? csiPartProblem(text) ?? more(text);
  const text = checkByRule(problems, 'driver.subDir', subDir, 'Name a directory below the share, or leave it out.', rule);
  return text === undefined ? undefined : normalizePath(text).slice(1);
}
