/** A kind with its API group, without the version: `Service`, `apps/Deployment`. */
export function typeOf(apiVersion: string, kind: string): string {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  // Workloads began there.
  const current = group === 'extensions' ? 'apps' : group;
  return current === '' ? kind : `${current}/${kind}`;
}

/** Whether a kind is a list of others: a List, or a DeploymentList as servers answer with. */
export function isListKind(kind: unknown): kind is string {
  return typeof kind === 'string' && kind.endsWith('List');
}
