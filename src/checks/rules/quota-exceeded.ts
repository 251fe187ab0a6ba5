import { claimLimitProblem, claimsAsked, EPHEMERAL, inBytes, quotaProblems, TOTAL } from '../../facts/kubernetes/storage-quotas';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  const quotas = set.all('ResourceQuota');
  const ranges = set.all('LimitRange');
  if (quotas.length + ranges.length === 0) return;
  for (const quota of quotas) {
    yield* checkClaims(set, quota);
    yield* checkPods(
      set,
      quota,
      ranges.filter(({ namespace }) => namespace === quota.namespace),
    );
  }
  for (const range of ranges) yield* checkSizes(set, range);
}

const counted = (set: ManifestSet, namespace: string | undefined): Manifest[] =>
  [...set.all('PersistentVolumeClaim'), ...set.pods.map(({ workload }) => workload)].filter((one) => one.namespace === namespace);

function* checkClaims(set: ManifestSet, quota: Manifest): Generator<Discovery> {
  const hard = quota.root.at('spec', 'hard');
  // With a scope it counts some of them.
  if (hard.map === undefined || quota.root.at('spec', 'scopes').exists || quota.root.at('spec', 'scopeSelector').exists) return;
  const asked = counted(set, quota.namespace).flatMap(({ root }) => claimsAsked(root.map ?? {}));
  for (const { key, asked: sum, by } of quotaProblems(hard.map, asked)) {
    const amount = key.endsWith(TOTAL) ? inBytes(sum) : `${sum} claims`;
    yield {
      at: hard.at(key),
      cause: `${by.slice(0, 3).join(', ')}${by.length > 3 ? ' and others' : ''} ${by.length === 1 ? 'asks' : 'ask'} for ${amount}${by.length === 1 ? '' : ' together'}, and ${quota.toString()} allows ${String(hard.at(key).value)} of ${key}: what comes last is refused, and a StatefulSet only says FailedCreate in an event.`,
      remedy: 'Allow more, or ask for less.',
    };
  }
}

/** A quota of ephemeral storage refuses each Pod of which a container says nothing, unless a LimitRange says it. */
function* checkPods(set: ManifestSet, quota: Manifest, ranges: readonly Manifest[]): Generator<Discovery> {
  for (const key of EPHEMERAL) {
    const at = quota.root.at('spec', 'hard', key);
    if (!at.exists) continue;
    const [what] = key.split('.');
    if (ranges.some((range) => limitsOf(range, 'Container').some((item) => says(item, what)))) continue;
    const silent = set.pods.filter((pod) => pod.namespace === quota.namespace && isSilent(pod, what));
    if (silent.length === 0) continue;
    yield {
      at,
      cause: `${quota.toString()} counts the ${key} of its namespace, and so refuses every Pod that says nothing of it, such as those of ${silent[0].workload.toString()}.`,
      remedy: 'Give a LimitRange with defaultRequest and default of ephemeral-storage, or each container its own.',
    };
  }
}

/** A default limit is the request too where there is none. */
const says = (item: Cursor, what: string): boolean =>
  item.at('default', 'ephemeral-storage').exists || (what === 'requests' && item.at('defaultRequest', 'ephemeral-storage').exists);

function isSilent({ containers }: PodTemplate, what: string): boolean {
  return containers.some(({ at }) => {
    const resources = at.at('resources');
    const has = (list: string) => resources.at(list, 'ephemeral-storage').exists;
    return !has(what) && !(what === 'requests' && has('limits'));
  });
}

const limitsOf = (range: Manifest, type: string): Cursor[] =>
  range.root.at('spec', 'limits').items.filter((item) => item.at('type').text === type);

function* checkSizes(set: ManifestSet, range: Manifest): Generator<Discovery> {
  const limits = limitsOf(range, 'PersistentVolumeClaim');
  if (limits.length === 0) return;
  for (const manifest of counted(set, range.namespace)) {
    for (const { by, size } of claimsAsked(manifest.root.map ?? {})) {
      if (size === undefined) continue;
      for (const item of limits) {
        const problem = claimLimitProblem({ min: item.at('min', 'storage').value, max: item.at('max', 'storage').value }, size);
        if (problem === undefined) continue;
        yield {
          at: item,
          cause: `${by} asks for ${inBytes(size)}, and in its namespace ${problem}: the claim is refused.`,
          remedy: 'Ask for another size, or allow it.',
        };
      }
    }
  }
}

export const quotaExceeded: Rule = {
  id: 'quota-exceeded',
  level: 'error',
  summary: 'claims or Pods that a ResourceQuota or LimitRange beside them refuses',
  explanation: {
    why: [
      'The API server refuses the claim that comes after the last one of a quota. A StatefulSet is taken all the same: its controller makes the claims, is refused, and says so in an event, so that the set stays with too few Pods. The claims of Pods with disks of their own (generic ephemeral volumes) count too, and so does growth.',
      'A quota of ephemeral storage refuses every Pod of which a container does not say what it requests or may use at most; a LimitRange with defaults says it for them.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: ResourceQuota
      metadata:
        name: storage
        namespace: shop
      spec:
        hard:
          requests.storage: 100Gi
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: pictures
        namespace: shop
      spec:
        accessModes: [ReadWriteOnce]
        storageClassName: fast
        resources: { requests: { storage: 200Gi } }
    `,
    right: yaml`
      apiVersion: v1
      kind: ResourceQuota
      metadata:
        name: storage
        namespace: shop
      spec:
        hard:
          requests.storage: 500Gi
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: pictures
        namespace: shop
      spec:
        accessModes: [ReadWriteOnce]
        storageClassName: fast
        resources: { requests: { storage: 200Gi } }
    `,
    see: ['https://kubernetes.io/docs/concepts/policy/resource-quotas/#storage-resource-quota'],
  },
  check,
};
