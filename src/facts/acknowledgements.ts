/** What an annotation begins with that says why a finding of a rule is meant; the name of the rule follows. */
export const ACKNOWLEDGE_PREFIX = 'cdk8s-storage/acknowledge.';
