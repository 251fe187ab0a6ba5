/** What is in the way of a mount, by the argument that would have to change. */
export interface MountProblem {
  readonly prop: string;
  readonly value: unknown;
  readonly remedy: string;
}
