/** Groups that kinds have left: the API server serves one object by both. */
const MOVED: Readonly<Record<string, string>> = {
  'extensions/Deployment': 'apps/Deployment',
  'extensions/DaemonSet': 'apps/DaemonSet',
  'extensions/ReplicaSet': 'apps/ReplicaSet',
  'extensions/Ingress': 'networking.k8s.io/Ingress',
  'extensions/NetworkPolicy': 'networking.k8s.io/NetworkPolicy',
};

/** A kind with the API group that it is in now. */
export function typeNow(type: string): string {
  return Object.hasOwn(MOVED, type) ? MOVED[type] : type;
}
