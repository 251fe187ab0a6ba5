import { parseQuantity } from '../../facts/kubernetes/quantities';
import { Container, PodTemplate } from '../pod-template';

/** The bytes that a container may use of memory or ephemeral storage, or that it asks for; undefined where it does not say. */
export function bytesOf({ at }: Container, side: 'limits' | 'requests', resource: 'memory' | 'ephemeral-storage'): number | undefined {
  return parseQuantity(at.at('resources', side, resource).value);
}

/**
 * The memory that the containers of a Pod may use together: written for the Pod, or as the kubelet reckons it, the larger of what those
 * that run have in sum and what an init container has alone; undefined where one has no limit.
 */
export function memoryLimitOf(pod: PodTemplate): number | undefined {
  const written = parseQuantity(pod.spec.at('resources', 'limits', 'memory').value);
  if (written !== undefined) return written;
  const limits = pod.running.map((container) => bytesOf(container, 'limits', 'memory'));
  if (limits.length === 0 || limits.includes(undefined)) return undefined;
  const sum = (limits as number[]).reduce((total, limit) => total + limit, 0);
  const inits = pod.containers.filter(({ role }) => role === 'init').map((container) => bytesOf(container, 'limits', 'memory') ?? 0);
  return Math.max(sum, ...inits);
}
