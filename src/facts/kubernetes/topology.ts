/**
 * Labels of nodes that say where a node is. Drivers name zones by labels of their own, whose values are those of the common one.
 *
 * @see https://kubernetes.io/docs/reference/labels-annotations-taints/#topologykubernetesiozone
 */

export const HOSTNAME = 'kubernetes.io/hostname';
export const ZONE = 'topology.kubernetes.io/zone';
const REGION = 'topology.kubernetes.io/region';

/** Labels that nodes no longer have. */
const GONE: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': ZONE,
  'failure-domain.beta.kubernetes.io/region': REGION,
};

const SAME: Readonly<Record<string, string>> = {
  ...GONE,
  'topology.gke.io/zone': ZONE,
  'topology.ebs.csi.aws.com/zone': ZONE,
  'topology.disk.csi.azure.com/zone': ZONE,
};

/** The label that means the same wherever it is known by several names. */
export function commonLabel(key: string): string {
  return Object.hasOwn(SAME, key) ? SAME[key] : key;
}

/** Whether new nodes no longer have a label. */
export function isGone(label: string): boolean {
  return Object.hasOwn(GONE, label);
}

/** The nodes that will do, by label: those whose value is one of some, or none of others. */
export interface Places {
  readonly among: ReadonlyMap<string, readonly string[]>;
  readonly except: ReadonlyMap<string, readonly string[]>;
}

/** A label on which no node can satisfy both; undefined where some node may. */
export function contradiction(one: Places, other: Places): string | undefined {
  for (const [label, values] of one.among) {
    const others = other.among.get(label);
    const left = values.filter(
      (value) => (others === undefined || others.includes(value)) && other.except.get(label)?.includes(value) !== true,
    );
    if (left.length === 0) return label;
  }
  for (const [label, values] of other.among) {
    if (values.every((value) => one.except.get(label)?.includes(value) === true)) return label;
  }
  return undefined;
}

/** A label that keeps all alternatives of the one side from all of the other; undefined where some pair may go together. */
export function apartOn(ones: readonly Places[], others: readonly Places[]): string | undefined {
  let found: string | undefined;
  for (const one of ones) {
    for (const other of others) {
      const label = contradiction(one, other);
      if (label === undefined) return undefined;
      found ??= label;
    }
  }
  return found;
}
