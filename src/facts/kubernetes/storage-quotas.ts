import { isObject } from '../../util/unchecked';
import { ownTemplatePath, replicasPath } from './pod-paths';
import { parseQuantity } from './quantities';
import { typeOf } from './types';

/**
 * What quotas and limits of a namespace count of storage, and refuse. Tried on Kubernetes 1.36.
 *
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/#storage-resource-quota
 */

export const TOTAL = 'requests.storage';
export const CLAIMS = 'persistentvolumeclaims';
export const EPHEMERAL = ['requests.ephemeral-storage', 'limits.ephemeral-storage'] as const;

/** The key of a quota for one class. */
export const ofClass = (className: string, key: string): string => `${className}.storageclass.storage.k8s.io/${key}`;

/** Claims that one object asks for. */
export interface AskedClaims {
  /** The object, as it is called in a sentence. */
  readonly by: string;
  readonly className?: string;
  /** In bytes, each; undefined where nobody can read it. */
  readonly size: number | undefined;
  readonly count: number;
}

type Json = Readonly<Record<string, unknown>>;

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((within, key) => (isObject(within) ? within[key] : undefined), value);

const listAt = (value: unknown, path: readonly string[]): readonly unknown[] => {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
};

/** The claims that are counted for an object once it is there: a claim itself, those of a set's templates, those of Pods with disks of their own. */
export function claimsAsked(object: Json): AskedClaims[] {
  const { apiVersion, kind, spec } = object;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
  const by = `${kind} ${String(at(object, ['metadata', 'name']))}`;
  const type = typeOf(apiVersion, kind);
  if (type === 'PersistentVolumeClaim') return [{ by, ...askedIn(spec), count: 1 }];
  const template = ownTemplatePath(type);
  if (template === undefined) return [];
  const replicas = kind === 'Pod' ? 1 : at(object, replicasPath(type));
  const count = typeof replicas === 'number' ? replicas : 1;
  const templates = type === 'apps/StatefulSet' ? listAt(object, ['spec', 'volumeClaimTemplates']).map((one) => at(one, ['spec'])) : [];
  const ephemeral = listAt(object, [...template, 'spec', 'volumes']).flatMap((volume) => {
    const own = at(volume, ['ephemeral', 'volumeClaimTemplate', 'spec']);
    return own === undefined ? [] : [own];
  });
  return [...templates, ...ephemeral].map((own) => ({ by, ...askedIn(own), count }));
}

function askedIn(spec: unknown): Pick<AskedClaims, 'className' | 'size'> {
  const className = at(spec, ['storageClassName']);
  return {
    className: typeof className === 'string' ? className : undefined,
    size: parseQuantity(at(spec, ['resources', 'requests', 'storage'])),
  };
}

/** A limit of a quota that is exceeded. */
export interface QuotaProblem {
  readonly key: string;
  readonly asked: number;
  /** Who asks, the largest first. */
  readonly by: readonly string[];
}

const KEY = /^(?:(.+)\.storageclass\.storage\.k8s\.io\/)?(requests\.storage|persistentvolumeclaims)$/;

/** Which limits of a quota the claims of a namespace exceed together. */
export function quotaProblems(hard: Json, asked: readonly AskedClaims[]): QuotaProblem[] {
  return Object.entries(hard).flatMap(([key, value]) => {
    const [, className, what] = KEY.exec(key === 'count/persistentvolumeclaims' ? CLAIMS : key) ?? [];
    const limit = parseQuantity(value);
    if (what === undefined || limit === undefined) return [];
    const counted = asked.filter((one) => className === undefined || one.className === className);
    const amountOf = ({ size = 0, count }: AskedClaims) => (what === TOTAL ? size * count : count);
    const sum = counted.reduce((total, one) => total + amountOf(one), 0);
    if (sum <= limit) return [];
    const largest = [...counted].sort((one, other) => amountOf(other) - amountOf(one));
    return [{ key, asked: sum, by: [...new Set(largest.filter((one) => amountOf(one) > 0).map(({ by }) => by))] }];
  });
}

/** Why the limits of a namespace refuse a claim of a size; undefined where they take it. */
export function claimLimitProblem({ min, max }: { readonly min?: unknown; readonly max?: unknown }, size: number): string | undefined {
  const [least, most] = [parseQuantity(min), parseQuantity(max)];
  if (least !== undefined && size < least) return `a claim has at least ${String(min)}`;
  return most !== undefined && size > most ? `a claim has at most ${String(max)}` : undefined;
}

/** An amount of bytes as it is written in a manifest. */
export function inBytes(amount: number): string {
  const units = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];
  let unit = 0;
  let rest = amount;
  while (rest > 0 && rest % 1024 === 0 && unit < units.length - 1) {
    rest /= 1024;
    unit += 1;
  }
  return `${rest}${units[unit]}`;
}
