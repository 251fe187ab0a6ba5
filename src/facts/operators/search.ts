import { CustomResourceFacts } from './resource-facts';

/**
 * Elastic Cloud on Kubernetes mounts claims by name, and only those.
 *
 * @see https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/volume-claim-templates
 */
const ECK: readonly CustomResourceFacts[] = [
  {
    type: 'elasticsearch.k8s.elastic.co/Elasticsearch',
    title: 'Elasticsearch',
    claims: [
      {
        at: 'spec.nodeSets.*.volumeClaimTemplates.*',
        shape: 'claim',
        names: {
          known: ['elasticsearch-data'],
          level: 'error',
          podTemplate: 'podTemplate',
          otherwise:
            'newer versions of ECK refuse it, and older ones keep the data on the container layer, where it is lost with the container',
        },
      },
    ],
    scratch: [
      {
        part: 'spec.nodeSets.*.podTemplate.spec.volumes.*',
        when: { at: 'name', is: 'elasticsearch-data' },
        says: { at: 'emptyDir' },
        data: 'the indexes',
        level: 'warning',
        remedy: 'Leave the volume out: ECK then gives the node set a claim, of the size that a template called elasticsearch-data says.',
      },
    ],
    owned: { unasked: true, unless: { at: 'spec.volumeClaimDeletePolicy', is: 'DeleteOnScaledownOnly' } },
    deletions: [
      {
        at: 'spec.volumeClaimDeletePolicy',
        is: 'DeleteOnScaledownAndClusterDeletion',
        harm: 'the claims are deleted with it',
        remedy: 'Set volumeClaimDeletePolicy: DeleteOnScaledownOnly.',
      },
    ],
  },
  {
    type: 'logstash.k8s.elastic.co/Logstash',
    title: 'Logstash',
    claims: [
      {
        at: 'spec.volumeClaimTemplates.*',
        shape: 'claim',
        names: {
          known: ['logstash-data'],
          level: 'warning',
          podTemplate: 'spec.podTemplate',
          otherwise: 'nothing mounts it, and the queue of Logstash is on a claim of ECK’s own size',
        },
      },
    ],
  },
  // It keeps its state in Elasticsearch.
  { type: 'kibana.k8s.elastic.co/Kibana', title: 'Kibana' },
  { type: 'apm.k8s.elastic.co/ApmServer', title: 'APM server' },
];

/** @see https://github.com/opensearch-project/opensearch-k8s-operator/blob/main/docs/userguide/main.md */
const OPENSEARCH: readonly CustomResourceFacts[] = ['opensearch.opster.io', 'opensearch.org'].map((group) => ({
  type: `${group}/OpenSearchCluster`,
  title: 'OpenSearch',
  claims: [
    {
      at: 'spec.nodePools.*',
      shape: 'fields' as const,
      name: 'data',
      fields: { size: 'diskSize', className: 'persistence.pvc.storageClass', accessModes: 'persistence.pvc.accessModes' },
    },
  ],
  scratch: [
    {
      part: 'spec.nodePools.*',
      says: { at: 'persistence.emptyDir' },
      data: 'the indexes',
      level: 'warning' as const,
      remedy: 'Give persistence.pvc with a class instead of the emptyDir.',
    },
  ],
}));

export const SEARCH: readonly CustomResourceFacts[] = [...ECK, ...OPENSEARCH];
