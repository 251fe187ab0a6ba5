/** What stands behind the name of a storage driver. */
export interface Driver {
  /** The driver as people call it. */
  readonly title: string;
  /** The `provisioner` of its classes and the `driver` of its volumes. Some installations put a prefix before it: `rook-ceph.`. */
  readonly provisioner: string;
  /** Names by which people call it, and which nothing serves. */
  readonly mistakenFor?: readonly string[];
  /**
   * What its volumes are: disks, whose file system one node mounts; files, which many nodes mount and nothing is attached for; places on
   * a node, which all Pods of a volume share. Undefined where the class decides, or where it is not known.
   */
  readonly storage?: 'disks' | 'files' | 'node';
  /**
   * Whether its disks stay on the node where they were made, which their volumes say, so that the scheduler puts all Pods of a claim there.
   */
  readonly onOneNode?: boolean;
  /** What the kubelet does about fsGroup, as the driver's CSIDriver object says; ReadWriteOnceWithFSType where it says nothing. */
  readonly fsGroupPolicy?: 'File' | 'None';
  /** Whether it makes directories in which everybody may write. */
  readonly openDirectories?: boolean;
  /** What handles of volumes begin with that are disks of the node itself, which all Pods there share. */
  readonly nodeDiskPrefix?: string;
  /** Whether its volumes are disks for one node, though it shares them over NFS with several. */
  readonly disksForOne?: boolean;
  /** What makes volumes of it for several nodes; without it, it refuses them. Undefined where its parameters say, or it never does. */
  readonly sharesIf?: string;
  /** How its files come over the network, where owners and locks depend on it. */
  readonly protocol?: 'nfs' | 'smb';
  /** Whether root of a Pod is root on its shares of NFS, unless told otherwise: most squash it. */
  readonly trustsRoot?: boolean;
  /**
   * A mount of a bucket: `refuses` to append to files and to change them, or `rewrites` the whole object for it. No such mount has locks.
   */
  readonly bucket?: 'refuses' | 'rewrites';
  /** Classes that clusters come with, or that its documentation proposes, of which nothing else is made. */
  readonly classNames?: readonly string[];
  /** Whether the class says whom the files belong to and with which mode, so that a group of the Pod changes nothing. */
  readonly ownerInClass?: boolean;
  /** Whether each volume says as whom all who mount it read and write, whoever they are. */
  readonly forcesUser?: boolean;
  /** Whether its shared volumes stay root's: nobody gives them to the group of a Pod. */
  readonly groupStaysRoot?: boolean;
  /** The operations that want a Secret, which its classes have to name. */
  readonly secrets?: readonly SecretOperation[];
  /** Whether a class promises to archive what is deleted, and the provisioner, of whatever name, does not; the reason, as the end of a sentence. */
  archiveProblem?(provisioner: string, parameters: Parameters): string | undefined;
  /**
   * What it does with a volume that a Pod describes inline, as its CSIDriver object and its code say: `refuses` it, since volumeLifecycleModes
   * has no Ephemeral; or serves it `readOnly` alone. Undefined where it takes both, or where it is not known.
   */
  readonly inline?: 'refuses' | 'readOnly';
  /** Whether it fills Secrets of the cluster too, while some Pod mounts a volume of it. */
  readonly syncsSecrets?: boolean;
  /** The annotation without which nobody mounts its volumes into a Pod. */
  readonly podAnnotation?: PodAnnotation;
  /** Whether nobody takes snapshots of its volumes: it is no CSI driver, or has no call for them. Undefined where it takes some, or it is not known. */
  readonly withoutSnapshots?: boolean;
  /** The provisioner that was compiled into Kubernetes, and that it took over from. */
  readonly predecessor?: Predecessor;
}

/** An operation of a driver, as the keys of its Secret call it. */
export type SecretOperation = 'provisioner' | 'controller-expand' | 'node-stage';

/** A sidecar mounts the volume, and a webhook adds it where the Pod asks for it. */
export interface PodAnnotation {
  readonly key: string;
  readonly value: string;
  /** The sidecar, which somebody may have added by hand. */
  readonly sidecar: string;
  /** Volumes of the Pod that the sidecar mounts where they are there. */
  readonly volumes?: readonly string[];
}

/** What is known of a driver and its classes; data and pure functions on the strings of a manifest. */
export interface DriverFacts extends Driver {
  /** How classes of it are made by typed options: its name on the command line, and the factory of `StorageDriver`. */
  readonly typed?: { readonly name: string; readonly factory: string };
  /**
   * Keys that the driver accepts in allowedTopologies and node affinity, the preferred one first; empty where topologies say nothing,
   * since nothing is provisioned. Undefined for a driver that knows no places.
   */
  readonly topologyKeys?: readonly string[];
  /** What further topology keys begin with, where each site names its own. */
  readonly topologyDomain?: string;
  /** Keys that still work and should not be written any more. */
  readonly deprecatedTopologyKeys?: readonly string[];
  /** Whether its volumes are block disks, each of one zone (or of one node), so that Immediate binding can strand a Pod. */
  readonly zonalDisk: boolean;
  /** Parameters that a class gets where nobody says otherwise. */
  readonly safeParameters?: Readonly<Record<string, string>>;
  /** What it can change of a volume that is in use, by a VolumeAttributesClass; undefined for a driver that cannot, or of which it is not known. */
  readonly changeable?: Changeable;
  /** Whether volumes of such a class can grow. */
  expands(parameters: Parameters): boolean;
  /** Whether a class keeps copies of its disks on several nodes; undefined where disks are on no node. */
  spansNodes?(parameters: Parameters): boolean;
  /** Whether a class keeps copies of its disks in several zones. */
  spansZones?(parameters: Parameters): boolean;
  /** What the driver refuses or ignores in a class's parameters. */
  checkParameters(parameters: Parameters): readonly ParameterProblem[];
  /** What is wrong with the zones of a class that has these parameters. */
  checkZones(parameters: Parameters, zones: readonly string[]): readonly ZoneProblem[];
  /** What a volume of such a class cannot be. */
  checkRequest(parameters: Parameters, request: VolumeRequest): readonly RequestProblem[];
}

/** The parameters of a VolumeAttributesClass, as a driver reads them. */
export interface Changeable {
  /** Each with what is wrong with a value, undefined where it is right. */
  readonly keys: Readonly<Record<string, (value: string) => string | undefined>>;
  /** What further keys begin with. */
  readonly prefixes?: readonly string[];
  /** Whether keys are read in any case. */
  readonly anyCase?: boolean;
  /** Whether it ignores what it does not know, in the place of refusing it. */
  readonly ignores?: boolean;
  /** The key that says which kind of disk it becomes: with it all is checked as in a class. */
  readonly kind?: string;
}

/** A provisioner that was compiled into Kubernetes. */
export interface Predecessor {
  readonly provisioner: string;
  /** The field of a volume that named the same storage. */
  readonly source: string;
  /** The Kubernetes version that removed its code. */
  readonly removedIn: string;
  /** How a class is translated; undefined where it cannot be, since the driver's parameters are others. */
  readonly translation?: ClassTranslation;
}

/** How the fields of an old class become those of the driver, as the API server's shim does it. */
export interface ClassTranslation {
  /** The key of allowedTopologies, where the driver has zones. */
  readonly zoneKey?: string;
  /** Whether the old class names its zones in parameters. */
  readonly zoneParameters?: boolean;
  /** Whether the file system is named by the reserved key of CSI. */
  readonly fsType?: boolean;
  /** What the old plugin did by itself where a parameter was there. */
  readonly implied?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Parameters that the driver has no word for: what to write instead, or undefined where it can be dropped. */
  readonly gone?: Readonly<Record<string, (value: string) => string | undefined>>;
}

/** A class's parameters as they stand in a manifest; foreign YAML has values that are no strings. */
export type Parameters = Readonly<Record<string, unknown>>;

export interface ParameterProblem {
  /** The key as written; the driver's spelling where it is missing. */
  readonly parameter: string;
  /** The value as written; undefined where the parameter is missing. */
  readonly value: unknown;
  /** One or two sentences: why not, and what to write instead. */
  readonly problem: string;
  /** Whether it is deprecated, and taken all the same. */
  readonly works?: boolean;
  /** Other parameters that the problem was derived from, in lower case. */
  readonly involves?: readonly string[];
}

export interface ZoneProblem {
  /** The zones that are wrong. */
  readonly zones: readonly string[];
  readonly problem: string;
  /** Whether volumes are made all the same, and are not where they should be. */
  readonly works?: boolean;
}

/** What a claim asks for. */
export interface VolumeRequest {
  /** The size, rounded up to the whole GiB that drivers create. */
  readonly gibibytes: number;
  readonly accessModes: readonly string[];
  /** Filesystem or Block. */
  readonly volumeMode: string;
  /** Whether the volume starts with the data of a snapshot or of another claim. */
  readonly hasSource: boolean;
}

export interface RequestProblem {
  readonly field: 'storage' | 'accessModes' | 'volumeMode';
  readonly problem: string;
  /** Whether a volume is made all the same, and is another than the one that was asked for. */
  readonly works?: boolean;
}
