import { defaultPullPolicy, serverDefaults } from '../facts/kubernetes/server-defaults';
import { ownTemplatePath } from '../facts/kubernetes/pod-paths';
import { asMap } from '../checks/cursor';
import { JsonMap } from '../checks/object';
import { typeOf } from '../facts/kubernetes/types';
import { onceFor } from '../util/once-for';
import { typeNow } from './types';

type Mutable = Record<string, unknown>;

/** An object with what the API server writes into fields that are left out, so that two ways to write one object are one. */
export const completed = onceFor((body: JsonMap): JsonMap => complete(typeNow(typeOf(text(body.apiVersion), text(body.kind))), body));

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function complete(type: string, body: JsonMap): JsonMap {
  const copy = structuredClone(body) as Mutable;
  const template = ownTemplatePath(type);
  const pod = template === undefined ? undefined : at(copy, [...template, 'spec']);
  if (pod !== undefined) completePod(pod, type === 'Pod');
  if (type === 'batch/Job') completeJob(at(copy, ['spec']));
  for (const [keys, value] of serverDefaults(type)) write(copy, keys, 0, value);
  if (type === 'Secret') mergeTexts(copy);
  if (type === 'apps/StatefulSet') stripTemplates(at(copy, ['spec']));
  if (type === 'PersistentVolumeClaim') mirrorSource(at(copy, ['spec']));
  if (type === 'Service') firstAddress(at(copy, ['spec']));
  return copy;
}

function at(root: Mutable, keys: readonly string[]): Mutable | undefined {
  let value: unknown = root;
  for (const key of keys) value = asMap(value)?.[key];
  return asMap(value);
}

function write(node: unknown, keys: readonly string[], from: number, value: unknown): void {
  const key = keys[from];
  if (key === '*') {
    if (Array.isArray(node)) for (const item of node) write(item, keys, from + 1, value);
    return;
  }
  const map: Mutable | undefined = asMap(node);
  if (map === undefined) return;
  if (from < keys.length - 1) {
    if (Object.hasOwn(map, key)) write(map[key], keys, from + 1, value);
  } else if (map[key] === undefined || map[key] === null) {
    map[key] = structuredClone(value);
  }
}

/** Of Pods alone, and not of templates, what is asked for follows from the limits. */
function completePod(pod: Mutable, isPod: boolean): void {
  if (pod.serviceAccountName === undefined && typeof pod.serviceAccount === 'string') pod.serviceAccountName = pod.serviceAccount;
  delete pod.serviceAccount;
  for (const list of [pod.containers, pod.initContainers]) {
    if (!Array.isArray(list)) continue;
    for (const item of list) {
      const container: Mutable | undefined = asMap(item);
      if (container === undefined) continue;
      if (typeof container.image === 'string') container.imagePullPolicy ??= defaultPullPolicy(container.image);
      const resources: Mutable | undefined = asMap(container.resources);
      const limits: Mutable | undefined = asMap(resources?.limits);
      if (isPod && resources !== undefined && limits !== undefined) resources.requests = { ...limits, ...asMap(resources.requests) };
    }
  }
}

const isNone = (value: unknown): boolean => value === undefined || value === null;

function completeJob(spec: Mutable | undefined): void {
  if (spec === undefined || !isNone(spec.completions) || !isNone(spec.parallelism)) return;
  spec.completions = 1;
  spec.parallelism = 1;
}

/** What is written as text becomes data. */
function mergeTexts(secret: Mutable): void {
  const texts: Mutable | undefined = asMap(secret.stringData);
  delete secret.stringData;
  if (texts === undefined) return;
  const encoded = Object.entries(texts).map(([key, value]) => [key, Buffer.from(text(value)).toString('base64')] as const);
  secret.data = { ...asMap(secret.data), ...Object.fromEntries(encoded) };
}

/** What the server takes no notice of in a template: it is of one kind, and has no status. */
function stripTemplates(spec: Mutable | undefined): void {
  if (!Array.isArray(spec?.volumeClaimTemplates)) return;
  for (const item of spec.volumeClaimTemplates) {
    const template: Mutable | undefined = asMap(item);
    for (const key of ['apiVersion', 'kind', 'status']) delete template?.[key];
    const metadata: Mutable | undefined = asMap(template?.metadata);
    // The server takes the names of the set for those of the claims.
    for (const key of ['creationTimestamp']) delete metadata?.[key];
  }
}

/** The two fields for a source are kept the same. */
export function mirrorSource(spec: Mutable | undefined): void {
  if (spec === undefined) return;
  const [source, reference] = [asMap(spec.dataSource), asMap(spec.dataSourceRef)];
  if (source !== undefined && reference === undefined) spec.dataSourceRef = { ...source };
  if (reference !== undefined && source === undefined && !reference.namespace) {
    spec.dataSource = Object.fromEntries(Object.entries(reference).filter(([key]) => key !== 'namespace'));
  }
}

function firstAddress(spec: Mutable | undefined): void {
  if (spec === undefined || typeof spec.clusterIP === 'string') return;
  const [first] = Array.isArray(spec.clusterIPs) ? (spec.clusterIPs as readonly unknown[]) : [];
  if (typeof first === 'string') spec.clusterIP = first;
}
