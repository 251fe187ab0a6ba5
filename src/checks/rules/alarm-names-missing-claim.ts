import { anchored } from '../../facts/promql';
import { didYouMean } from '../../util/did-you-mean';
import { namesClaims, Watching, watchingsOf } from '../lookup/alarms';
import { claimNamesOf } from '../lookup/claims';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

/** Of a set so many claims are looked for by name. */
const MOST_NAMES = 100;

function* check({ set, complete }: RuleContext): Generator<Discovery> {
  const told = new Set<string>();
  for (const watching of watchingsOf(set)) {
    const { at, manifest, title } = watching;
    for (const { pattern, names, namespace } of missing(set, watching, complete)) {
      // An expression has the same name several times.
      const key = JSON.stringify([manifest.key, at.pointer, title, pattern]);
      if (told.has(key)) continue;
      told.add(key);
      const place = namespace === undefined ? '' : ` in namespace ${namespace}`;
      yield {
        at,
        cause: `The ${title} reads series of the claim ${pattern}, and there is none of that name${place}: ${title.startsWith('alert') ? 'it never fires' : 'it never has a value'}.`,
        remedy: `Write the name of a claim that there is.${didYouMean(pattern, names)}`,
      };
    }
  }
}

interface Missing {
  readonly pattern: string;
  readonly names: readonly string[];
  readonly namespace?: string;
}

function missing(set: ManifestSet, { selector }: Watching, complete: boolean): readonly Missing[] {
  if (!namesClaims(selector)) return [];
  const valueOf = (label: string) => selector.matchers.find((matcher) => matcher.label === label && /^=~?$/.test(matcher.operator));
  const [claim, where] = [valueOf('persistentvolumeclaim'), valueOf('namespace')];
  if (claim === undefined || (where === undefined && !complete) || where?.operator === '=~') return [];
  const namespace = where?.value;
  const names = namesIn(set, namespace);
  // What is not here at all may be in other manifests.
  if (!complete && names.length === 0) return [];
  const made = prefixesIn(set, namespace);
  const patterns = claim.operator === '=' ? [claim.value] : alternatives(claim.value);
  return patterns
    .filter((pattern) => pattern !== '' && !made.some((prefix) => pattern.startsWith(prefix)))
    .filter((pattern) => {
      if (claim.operator === '=') return !names.includes(pattern);
      const expression = anchored(pattern);
      return expression !== undefined && !names.some((name) => expression.test(name));
    })
    .map((pattern) => ({ pattern, names, namespace }));
}

/** The parts of a pattern of which each names something; one with brackets is one. */
const alternatives = (pattern: string): readonly string[] => (/[()]/.test(pattern) ? [pattern] : pattern.split('|'));

const isIn = (own: string | undefined, namespace: string | undefined) => own === undefined || namespace === undefined || own === namespace;

function namesIn(set: ManifestSet, namespace: string | undefined): readonly string[] {
  return [
    ...set.claims.filter((claim) => isIn(claim.manifest.namespace, namespace)).map(({ name }) => name),
    ...set.pods
      .filter((pod) => isIn(pod.namespace, namespace))
      .flatMap((pod) =>
        pod.volumes.flatMap(({ type, ownClaim }) =>
          type === 'claimTemplate' && ownClaim !== undefined ? claimNamesOf(set, pod, ownClaim, MOST_NAMES) : [],
        ),
      ),
  ];
}

/** What the names of claims begin with that operators and Pods make. */
function prefixesIn(set: ManifestSet, namespace: string | undefined): readonly string[] {
  return [
    ...set.customClaims.map(({ claim }) => claim.manifest).filter((manifest) => isIn(manifest.namespace, namespace)),
    ...set.pods
      .filter((pod) => isIn(pod.namespace, namespace) && pod.volumes.some(({ type }) => type === 'ephemeral'))
      .map(({ workload }) => workload),
  ].map(({ name }) => name);
}

export const alarmNamesMissingClaim: Rule = {
  id: 'alarm-names-missing-claim',
  level: 'warning',
  summary: 'an alert of Prometheus on a claim that there is not, which never fires',
  explanation: {
    why: [
      'A series of a claim that does not exist is no error to Prometheus: the expression has no value, and the alert never fires. So a claim that was renamed has no alarm from then on, and nobody is told.',
      'What is looked at are alerts that name a claim of a namespace of which there are claims in the manifests: of a PrometheusRule, a VMRule or the Rules of Google, and of files of rules in ConfigMaps. Claims that operators and Pods make are known by what their names begin with.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: { name: uploads, namespace: shop }
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 20Gi } }
      ---
      apiVersion: monitoring.coreos.com/v1
      kind: PrometheusRule
      metadata: { name: storage, namespace: shop }
      spec:
        groups:
          - name: storage
            rules:
              - alert: VolumeAlmostFull
                expr: kubelet_volume_stats_available_bytes{namespace="shop",persistentvolumeclaim="upload"} < 1e9
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: { name: uploads, namespace: shop }
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 20Gi } }
      ---
      apiVersion: monitoring.coreos.com/v1
      kind: PrometheusRule
      metadata: { name: storage, namespace: shop }
      spec:
        groups:
          - name: storage
            rules:
              - alert: VolumeAlmostFull
                expr: kubelet_volume_stats_available_bytes{namespace="shop",persistentvolumeclaim="uploads"} < 1e9
    `,
    see: ['https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/'],
  },
  check,
};
