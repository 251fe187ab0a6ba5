import { checkObjectName } from '../props/check';
import { describeNamespace } from '../props/namespaces';
import { Problems } from '../props/problems';
import { isObject } from '../util/unchecked';
import { DataOrigin, originOf } from './data-origin';

/** A claim that a Job of ours mounts, as far as it is known. */
export interface SourceClaim {
  readonly name: string;
  /** Undefined where only the name is known. */
  readonly volumeMode?: string;
  readonly accessModes?: readonly string[];
}

/** Checks a claim of a namespace, with `why` it has to be of that; undefined where it is none. */
export function checkClaimNear(
  problems: Problems,
  prop: string,
  claim: unknown,
  { namespace, why }: { readonly namespace: string | undefined; readonly why: string },
): { readonly name: string; readonly origin?: DataOrigin } | undefined {
  const name = isObject(claim) ? claim.name : undefined;
  if (typeof name !== 'string') {
    problems.add(prop, claim, 'Give a Claim, or kplus.PersistentVolumeClaim.fromClaimName() for one that is there.');
    return undefined;
  }
  checkObjectName(problems, prop, name);
  const origin = originOf(claim);
  if (origin !== undefined && origin.namespace !== namespace) {
    problems.add(
      prop,
      name,
      `It is in ${describeNamespace(origin.namespace)}, and ${why}, which is ${describeNamespace(namespace)}. Use a chart of that namespace.`,
    );
  }
  return { name, origin };
}

/** Checks a claim whose files are read or written by a Job of a namespace; undefined where it is none. */
export function checkSourceClaim(problems: Problems, prop: string, claim: unknown, namespace: string | undefined): SourceClaim | undefined {
  const found = checkClaimNear(problems, prop, claim, { namespace, why: 'Pods mount claims of their own namespace' });
  if (found === undefined) return undefined;
  const { accessModes } = claim as { readonly accessModes?: unknown };
  return {
    name: found.name,
    volumeMode: found.origin?.volumeMode,
    accessModes: Array.isArray(accessModes) ? (accessModes as string[]) : undefined,
  };
}
