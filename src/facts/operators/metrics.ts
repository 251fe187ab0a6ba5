import { ClaimPlace, CustomResourceFacts, ScratchPlace } from './resource-facts';
import { retention } from './retention';

/** The storage of the Prometheus operator, and of those that took over its fields. */
function storageAt(at: string): readonly ClaimPlace[] {
  return [{ at: `${at}.volumeClaimTemplate`, shape: 'claim', name: 'storage' }];
}

/** The Prometheus operator's own has claims that go with their Pod, too. */
function ofPrometheus(at: string): readonly ClaimPlace[] {
  return [...storageAt(at), { at: `${at}.ephemeral.volumeClaimTemplate`, shape: 'claim', name: 'storage', ephemeral: true }];
}

function scratch(part: string, key: string, data: string, level: ScratchPlace['level'] = 'info'): readonly ScratchPlace[] {
  return [
    {
      part,
      unless: [`${key}.volumeClaimTemplate`],
      data,
      level,
      remedy: `Give ${key}.volumeClaimTemplate a claim of the size that they need.`,
    },
  ];
}

const RETENTION = retention('spec.persistentVolumeClaimRetentionPolicy');

/**
 * The Prometheus operator.
 *
 * @see https://prometheus-operator.dev/docs/platform/storage/
 */
const PROMETHEUS: readonly CustomResourceFacts[] = [
  {
    type: 'monitoring.coreos.com/Prometheus',
    title: 'Prometheus',
    claims: ofPrometheus('spec.storage'),
    scratch: scratch('spec', 'storage', 'the metrics'),
    deletions: RETENTION,
  },
  {
    type: 'monitoring.coreos.com/Alertmanager',
    title: 'Alertmanager',
    claims: ofPrometheus('spec.storage'),
    scratch: scratch('spec', 'storage', 'silences and the notes of what was sent'),
    deletions: RETENTION,
  },
  {
    type: 'monitoring.coreos.com/ThanosRuler',
    title: 'Thanos Ruler',
    claims: ofPrometheus('spec.storage'),
    scratch: scratch('spec', 'storage', 'results of rules that were not uploaded yet'),
  },
  // An agent keeps what it could not send yet, and nothing else.
  { type: 'monitoring.coreos.com/PrometheusAgent', title: 'Prometheus agent', claims: ofPrometheus('spec.storage') },
];

const REMOVED = [
  { at: 'spec.removePvcAfterDelete', is: true, harm: 'its claim is deleted with it', remedy: 'Leave removePvcAfterDelete out.' },
];

/**
 * The operator of VictoriaMetrics: single nodes take the spec of a claim, clusters a template.
 *
 * @see https://docs.victoriametrics.com/operator/resources/
 */
const VICTORIA_METRICS: readonly CustomResourceFacts[] = [
  ...(['VMSingle', 'VLSingle', 'VTSingle', 'VLogs'] as const).map((kind) => ({
    type: `operator.victoriametrics.com/${kind}`,
    title: kind,
    claims: [{ at: 'spec.storage', shape: 'spec' as const }],
    scratch: [
      {
        part: 'spec',
        unless: ['storage', 'storageDataPath', 'volumes'],
        data: kind === 'VMSingle' ? 'the metrics' : 'what it was sent',
        level: 'info' as const,
        remedy: 'Give storage the spec of a claim: accessModes and resources.requests.storage.',
      },
    ],
    ...(kind === 'VMSingle' || kind === 'VLogs' ? { deletions: REMOVED } : {}),
  })),
  {
    type: 'operator.victoriametrics.com/VMCluster',
    title: 'VMCluster',
    claims: [
      ...storageAt('spec.vmstorage.storage'),
      ...storageAt('spec.vmselect.storage'),
      { at: 'spec.*.claimTemplates.*', shape: 'claim' },
    ],
    scratch: scratch('spec.vmstorage', 'storage', 'the metrics', 'warning'),
  },
  {
    type: 'operator.victoriametrics.com/VLCluster',
    title: 'VLCluster',
    claims: [...storageAt('spec.vlstorage.storage'), { at: 'spec.*.claimTemplates.*', shape: 'claim' }],
    scratch: scratch('spec.vlstorage', 'storage', 'the logs', 'warning'),
  },
  {
    type: 'operator.victoriametrics.com/VTCluster',
    title: 'VTCluster',
    claims: [...storageAt('spec.storage.storage'), { at: 'spec.*.claimTemplates.*', shape: 'claim' }],
    scratch: scratch('spec.storage', 'storage', 'the traces', 'warning'),
  },
  {
    type: 'operator.victoriametrics.com/VMAlertmanager',
    title: 'VMAlertmanager',
    claims: [...storageAt('spec.storage'), { at: 'spec.claimTemplates.*', shape: 'claim' }],
  },
  {
    type: 'operator.victoriametrics.com/VMAgent',
    title: 'VMAgent',
    claims: [...storageAt('spec.statefulStorage'), { at: 'spec.claimTemplates.*', shape: 'claim' }],
  },
  {
    type: 'operator.victoriametrics.com/VLAgent',
    title: 'VLAgent',
    claims: [...storageAt('spec.storage'), { at: 'spec.claimTemplates.*', shape: 'claim' }],
  },
];

/** Grafana, whose claim is one of its own fields. */
const GRAFANA: CustomResourceFacts = {
  type: 'grafana.integreatly.org/Grafana',
  title: 'Grafana',
  claims: [{ at: 'spec.persistentVolumeClaim', shape: 'claim' }],
};

export const METRICS: readonly CustomResourceFacts[] = [...PROMETHEUS, ...VICTORIA_METRICS, GRAFANA];
