import { nearestName } from '../../util/did-you-mean';
import { DRIVERS } from '../drivers';
import { IN_TREE_PROVISIONERS } from '../drivers/in-tree';

/** The names below kubernetes.io that mean something, or once did. */
const OWN = [...DRIVERS.map(({ provisioner }) => provisioner), ...IN_TREE_PROVISIONERS.map(({ provisioner }) => provisioner)];

/** Whether a provisioner is one that nothing can serve: the controller keeps the prefix for its own plugins. */
export function nobodyServes(provisioner: string): boolean {
  return provisioner.startsWith('kubernetes.io/') && !OWN.includes(provisioner);
}

/** The provisioner that was probably meant by an unknown name; undefined where the name is known, or near none. */
export function misspeltProvisioner(provisioner: string): string | undefined {
  if (OWN.includes(provisioner)) return undefined;
  const called = DRIVERS.find(({ mistakenFor }) => mistakenFor?.includes(provisioner));
  if (called !== undefined) return called.provisioner;
  const near = OWN.filter((name) => Math.abs(name.length - provisioner.length) <= 1);
  const meant = nearestName(provisioner, near);
  return meant !== undefined && isOneOff(provisioner, meant) ? meant : undefined;
}

/** Whether two names differ by one letter, or by two that are swapped. */
function isOneOff(one: string, other: string): boolean {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  const ends = (skipOne: number, skipOther: number) => one.slice(start + skipOne) === other.slice(start + skipOther);
  const swapped = one[start] === other[start + 1] && one[start + 1] === other[start] && ends(2, 2);
  return ends(1, 1) || ends(1, 0) || ends(0, 1) || swapped;
}
