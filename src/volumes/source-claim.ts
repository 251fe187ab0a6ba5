import { checkObjectName } from '../props/check';
import { describeNamespace } from '../props/namespaces';
import { Problems } from '../props/problems';
import { isObject } from '../util/unchecked';
import { originOf } from './data-origin';

/** A claim that a Job of ours mounts, as far as it is known. */
export interface SourceClaim {
  readonly name: string;
  /** Undefined where only the name is known. */
  readonly volumeMode?: string;
  readonly accessModes?: readonly string[];
}

/** Checks a claim whose files are read or written by a Job of a namespace; undefined where it is none. */
export function checkSourceClaim(problems: Problems, prop: string, claim: unknown, namespace: string | undefined): SourceClaim | undefined {
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
      `It is in ${describeNamespace(origin.namespace)}, and Pods mount claims of their own namespace, which is ${describeNamespace(namespace)}. Use a chart of that namespace.`,
    );
  }
  const { accessModes } = claim as { readonly accessModes?: unknown };
  return { name, volumeMode: origin?.volumeMode, accessModes: Array.isArray(accessModes) ? (accessModes as string[]) : undefined };
}
