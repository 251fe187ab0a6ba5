import { ClaimPlace, CustomResourceFacts, ScratchPlace } from './resource-facts';

/** The storage of the Prometheus operator, and of those that took over its fields. */
function storageAt(at: string): readonly ClaimPlace[] {
  return [
    { at: `${at}.volumeClaimTemplate`, shape: 'claim', name: 'storage' },
    { at: `${at}.ephemeral.volumeClaimTemplate`, shape: 'claim', name: 'storage', ephemeral: true },
  ];
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

const WHEN_DELETED = {
  at: 'spec.persistentVolumeClaimRetentionPolicy.whenDeleted',
  is: 'Delete',
  harm: 'its claims are deleted with it',
  remedy: 'Set whenDeleted: Retain.',
} as const;

const WHEN_SCALED = {
  at: 'spec.persistentVolumeClaimRetentionPolicy.whenScaled',
  is: 'Delete',
  harm: 'the claims of a replica are deleted when it is scaled away',
  remedy: 'Set whenScaled: Retain.',
} as const;

/**
 * The Prometheus operator.
 *
 * @see https://prometheus-operator.dev/docs/platform/storage/
 */
const PROMETHEUS: readonly CustomResourceFacts[] = [
  {
    type: 'monitoring.coreos.com/Prometheus',
    title: 'Prometheus',
    claims: storageAt('spec.storage'),
    scratch: scratch('spec', 'storage', 'the metrics'),
    deletions: [WHEN_DELETED, WHEN_SCALED],
  },
  {
    type: 'monitoring.coreos.com/Alertmanager',
    title: 'Alertmanager',
    claims: storageAt('spec.storage'),
    scratch: scratch('spec', 'storage', 'silences and the notes of what was sent'),
    deletions: [WHEN_DELETED, WHEN_SCALED],
  },
  {
    type: 'monitoring.coreos.com/ThanosRuler',
    title: 'Thanos Ruler',
    claims: storageAt('spec.storage'),
    scratch: scratch('spec', 'storage', 'results of rules that were not uploaded yet'),
  },
  // An agent keeps what it could not send yet, and nothing else.
  { type: 'monitoring.coreos.com/PrometheusAgent', title: 'Prometheus agent', claims: storageAt('spec.storage') },
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
    deletions: [
      {
        at: 'spec.removePvcAfterDelete',
        is: true,
        harm: 'its claim is deleted with it',
        remedy: 'Leave removePvcAfterDelete out.',
      },
    ],
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
