/** Pod Security levels on a namespace: enforced on Pods, and told of workloads. */
export function podSecurity(level: 'restricted' | 'privileged'): Record<string, string> {
  return Object.fromEntries(['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]));
}
