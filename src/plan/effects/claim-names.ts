import { Manifest } from '../../checks/manifest';
import { PlanContext } from '../context';
import { claimsInWords } from '../text';

/** The claims that a set has made from a template, in words. */
export function claimsOfTemplate({ old }: PlanContext, set: Manifest, template: string): string {
  const before = old.find('apps/StatefulSet', set.namespace, set.name) ?? set;
  const [first, count] = ordinalsOf(before);
  return claimsInWords(template, before.name, first, Math.max(1, count));
}

/** The first ordinal of a set, and how many there are. */
export function ordinalsOf({ root }: Manifest): readonly [first: number, count: number] {
  return [root.at('spec', 'ordinals', 'start').number ?? 0, Math.max(0, root.at('spec', 'replicas').number ?? 1)];
}

/** The names of a set's templates. */
export function templatesOf({ root }: Manifest): readonly string[] {
  return root.at('spec', 'volumeClaimTemplates').items.flatMap((item) => item.at('metadata', 'name').text ?? []);
}
