export type Path = ReadonlyArray<string | number>;
export type Fields = Readonly<Record<string, unknown>>;

/** What is wrong with a volume, or with how a container mounts it. */
export interface VolumeFault {
  readonly path: Path;
  /** The end of a sentence that begins with the volume. */
  readonly why: string;
  readonly remedy: string;
  /** Whether it is taken, and then is not what it looks like. */
  readonly isTaken?: boolean;
}

/** Whether a field says something: the API server takes an empty text or list for none. */
export const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
