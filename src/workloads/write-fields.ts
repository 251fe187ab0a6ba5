/** A workload of cdk8s-plus, which renders its spec. */
interface Rendered<Spec extends object> {
  _toKube(): Spec;
}

/** Has a workload write fields that cdk8s-plus has no props for. */
export function writeFields<Spec extends object>(workload: Rendered<Spec>, fields: Partial<Spec>): void {
  const render = workload._toKube.bind(workload);
  workload._toKube = () => ({ ...render(), ...fields });
}
