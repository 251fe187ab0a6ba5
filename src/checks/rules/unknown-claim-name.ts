import { ClaimPlace } from '../../facts/operators/resource-facts';
import { customResource } from '../../facts/operators';
import { didYouMean } from '../../util/did-you-mean';
import { Claim } from '../claim';
import { Cursor } from '../cursor';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const { claim, place } of set.customClaims) {
    const { names } = place;
    if (names === undefined || names.known.includes(claim.name) || isMounted(claim, place)) continue;
    const title = customResource(claim.manifest.type)!.title;
    const name = claim.at.at('metadata', 'name');
    yield {
      at: name.exists ? name : claim.at,
      level: names.level,
      cause: `${title} ${claim.manifest.name} has a claim template ${claim.name}: ${names.otherwise}.`,
      remedy: didYouMean(claim.name, names.known).trim() || `Call it ${names.known.join(' or ')}.`,
    };
  }
}

/** Whether a container of the resource's own Pod template mounts it. */
function isMounted({ manifest, at, name }: Claim, { names, at: path }: ClaimPlace): boolean {
  if (names?.podTemplate === undefined) return false;
  const keys = names.podTemplate.split('.');
  // A place that does not begin at the root stands beside the list of templates.
  const steps = path.split('.').length - path.split('.').lastIndexOf('volumeClaimTemplates');
  const beside = manifest.root.at(...at.path.slice(0, at.path.length - steps));
  const pod = (keys[0] === 'spec' ? manifest.root : beside).at(...keys, 'spec');
  return ['containers', 'initContainers'].some((list) => pod.at(list).items.some((container) => mounts(container, name)));
}

function mounts(container: Cursor, name: string): boolean {
  return ['volumeMounts', 'volumeDevices'].some((list) => container.at(list).items.some((mount) => mount.at('name').text === name));
}

export const unknownClaimName: Rule = {
  id: 'unknown-claim-name',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a claim template of a custom resource with a name that the operator does not know, and that no container mounts',
  explanation: {
    why: [
      'Some operators know claim templates by their names. ECK mounts elasticsearch-data at the data directory and nothing else: under another name older versions made the claims, left them empty, and Elasticsearch wrote to the container’s own layer; newer ones refuse it. MongoDB Community knows data-volume and logs-volume, Rook data, metadata and wal.',
      'A template of another name is right where a container of the resource’s Pod template mounts it.',
    ],
    wrong: yaml`
      apiVersion: elasticsearch.k8s.elastic.co/v1
      kind: Elasticsearch
      metadata:
        name: search
      spec:
        version: 9.1.2
        volumeClaimDeletePolicy: DeleteOnScaledownOnly
        nodeSets:
          - name: default
            count: 3
            volumeClaimTemplates:
              - metadata: { name: data }
                spec:
                  storageClassName: disks
                  accessModes: [ReadWriteOnce]
                  resources: { requests: { storage: 50Gi } }
    `,
    right: yaml`
      apiVersion: elasticsearch.k8s.elastic.co/v1
      kind: Elasticsearch
      metadata:
        name: search
      spec:
        version: 9.1.2
        volumeClaimDeletePolicy: DeleteOnScaledownOnly
        nodeSets:
          - name: default
            count: 3
            volumeClaimTemplates:
              - metadata: { name: elasticsearch-data }
                spec:
                  storageClassName: disks
                  accessModes: [ReadWriteOnce]
                  resources: { requests: { storage: 50Gi } }
    `,
    see: [
      'https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/volume-claim-templates',
      'https://rook.io/docs/rook/latest/CRDs/Cluster/ceph-cluster-crd/#storage-class-device-sets',
      'https://github.com/elastic/cloud-on-k8s/issues/4630',
    ],
  },
  check,
};
