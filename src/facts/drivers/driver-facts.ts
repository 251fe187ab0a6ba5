/** What is known of one storage driver; data and pure functions on the strings of a manifest. */
export interface DriverFacts {
  /** The driver as people call it. */
  readonly title: string;
  /** The `provisioner` of its classes. */
  readonly provisioner: string;
  /** Keys that the driver accepts in allowedTopologies and node affinity, the preferred one first. */
  readonly topologyKeys: readonly string[];
  /** Keys that still work and should not be written any more. */
  readonly deprecatedTopologyKeys: readonly string[];
  /** Whether its volumes are block disks, each of one zone (or of one node), so that Immediate binding can strand a Pod. */
  readonly zonalDisk: boolean;
  /** Whether volumes of such a class can grow. */
  expands(parameters: Parameters): boolean;
  /** What the driver refuses or ignores in a class's parameters. */
  checkParameters(parameters: Parameters): readonly ParameterProblem[];
  /** What is wrong with the zones of a class that has these parameters. */
  checkZones(parameters: Parameters, zones: readonly string[]): readonly ZoneProblem[];
  /** What a volume of such a class cannot be. */
  checkRequest(parameters: Parameters, request: VolumeRequest): readonly RequestProblem[];
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
  /** Other parameters that the problem was derived from, in lower case. */
  readonly involves?: readonly string[];
}

export interface ZoneProblem {
  /** The zones that are wrong. */
  readonly zones: readonly string[];
  readonly problem: string;
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
  readonly field: 'storage' | 'accessModes';
  readonly problem: string;
}
