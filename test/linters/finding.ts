/** What a linter found. */
export interface Finding {
  /** The linter and its rule, such as `kube-score/pod-probes`. */
  readonly rule: string;
  readonly example: string;
  /** Kind and name. */
  readonly object: string;
  readonly message: string;
}

/** A document of an example, in a file. */
export interface Documents {
  readonly example: string;
  readonly file: string;
}
