/*
 * Which findings of others speak of the mistake that was made, judged by people, in favour of the other tool where one may doubt. What is not
 * here is new all the same, and speaks of something else: that a Pod which the mistake needs has no probe, for one.
 * `npm run comparison -- --others` prints what is not counted.
 */

/** Refusals and schemas speak of what is wrong whatever it is. */
const ALWAYS: readonly string[] = ['api-server/refused', 'api-server/warning', 'kubeconform/schema'];

/** Checks of others, and the rules of ours that say the same. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  'kube-score/statefulset-has-servicename': ['statefulset-without-headless-service'],
  'kube-score/container-ephemeral-storage-request-and-limit': ['missing-ephemeral-storage-limit'],
  'kube-linter/pdb-min-available': ['budget-blocks-drain'],
  'kube-linter/read-secret-from-env-var': ['secret-in-environment'],
  'kube-linter/writable-host-mount': ['host-path-volume'],
  // It asks three of everything; here that is what is missing.
  'kube-linter/minimum-three-replicas': ['majority-not-kept'],
  'checkov/CKV_K8S_35': ['secret-in-environment'],
};

/** Whether what a tool says is the mistake that a rule of ours finds. */
export function speaksOf(rule: string, mistake: string): boolean {
  if (rule.startsWith('cdk8s-storage/')) return rule === `cdk8s-storage/${mistake}`;
  return (
    ALWAYS.includes(rule) ||
    (SAME[rule] ?? []).includes(mistake) ||
    (/^checkov\/CKV_SECRET_/.test(rule) && /credential|^secret-in/.test(mistake))
  );
}
