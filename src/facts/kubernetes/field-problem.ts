/** Why the API server, or the kubelet after it, refuses what stands in a field. */
export interface FieldProblem {
  /** The field, seen from the object that was looked at; empty for the object as a whole. */
  readonly field: string;
  readonly value: unknown;
  readonly remedy: string;
}
