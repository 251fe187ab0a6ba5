/** Why input could not be read. It is not a finding: what was not read was not checked. */
export interface InputProblem {
  readonly file?: string;
  readonly line?: number;
  /** One or two sentences: what is wrong and what to do. */
  readonly message: string;
  /** Whether it is sound YAML of something else than a Kubernetes object. */
  readonly isOther?: boolean;
  /** Whether it is a template that has to be rendered first. */
  readonly isTemplate?: boolean;
}
