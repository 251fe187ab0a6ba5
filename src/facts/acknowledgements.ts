/** What an annotation begins with that says why a finding of a rule is meant; the name of the rule follows. */
export const ACKNOWLEDGE_PREFIX = 'cdk8s-storage/acknowledge.';

/** The value of an annotation with the reasons for several names. */
export function reasonsText(reasons: Readonly<Record<string, string>>): string {
  return Object.entries(reasons)
    .map(([name, reason]) => `${name}: ${reason}`)
    .sort()
    .join('; ');
}
