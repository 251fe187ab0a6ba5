import type { Manifest } from '../../checks/manifest';
import type { ObjectName } from '../conditions';

export interface ClaimName extends ObjectName {
  readonly namespace: string;
}

export const claimName = (namespace: string, name: string): ClaimName => ({ kind: 'persistentvolumeclaim', name, namespace });

/** A workload that can be scaled to nothing, as kubectl finds it. */
export const workloadName = ({ kind, name }: Manifest, namespace: string): ObjectName & { readonly namespace: string } => ({
  kind: kind.toLowerCase(),
  name,
  namespace,
});

/** A path of kubectl's JSONPath, whatever is in its keys. */
export const jsonPath = (path: ReadonlyArray<string | number>): string =>
  `{${path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key.replace(/[\\.]/g, '\\$&')}`)).join('')}}`;
