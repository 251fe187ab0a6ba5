import * as kplus from 'cdk8s-plus-27';
import { Problems } from '../props/problems';
import { isObject } from '../util/unchecked';

/**
 * Reports a class whose disks stay when their claims go, where each Pod gets a disk of its own: each would leave one behind, which costs money and which nobody looks for. Of a
 * class of which only the name is given, it is not known.
 */
export function checkDisposable(problems: Problems, prop: string, storageClass: unknown, whose: string, instead = ''): void {
  if (!isObject(storageClass)) return;
  const { storageClassName, reclaimPolicy } = storageClass as { readonly storageClassName?: unknown; readonly reclaimPolicy?: unknown };
  if (reclaimPolicy !== kplus.PersistentVolumeReclaimPolicy.RETAIN) return;
  const remedy = `Give a class with reclaimPolicy DELETE${instead}.`;
  problems.add(prop, storageClassName, `Its disks stay when their claims go (Retain), so each ${whose} would leave one behind. ${remedy}`);
}
