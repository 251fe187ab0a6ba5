import { customResource } from '../../facts/operators';
import { DeletionPlace } from '../../facts/operators/resource-facts';
import { placesAt } from '../custom-claims';
import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const manifest of set.manifests) {
    const facts = customResource(manifest.type);
    for (const place of facts?.deletions ?? []) yield* checkPlace(manifest, facts!.title, place);
  }
}

function* checkPlace(manifest: Manifest, title: string, { at: path, is, beside, harm, remedy }: DeletionPlace): Generator<Discovery> {
  for (const at of placesAt(manifest.root, path)) {
    if (at.value !== is) continue;
    if (beside !== undefined && manifest.root.at(...at.path.slice(0, -1), ...beside.at.split('.')).value !== beside.is) continue;
    const key = path.endsWith('.*') ? path.split('.').at(-2)! : path.split('.').at(-1)!;
    yield {
      at,
      cause: `${title} ${manifest.name} has ${key}: ${String(is)}, and ${harm}.`,
      remedy,
    };
  }
}

export const operatorDeletesClaims: Rule = {
  id: 'operator-deletes-claims',
  level: 'warning',
  summary: 'a custom resource that is told to delete its claims',
  explanation: {
    why: [
      'Operators keep claims when their custom resource goes, unless they are told otherwise: deleteClaim of Strimzi, finalizers of Percona, reclaimStorage of MinIO, whenDeleted of Prometheus. One kubectl delete, or one resource that leaves the repository, then takes the data, too.',
    ],
    wrong: yaml`
      apiVersion: kafka.strimzi.io/v1
      kind: KafkaNodePool
      metadata:
        name: brokers
      spec:
        replicas: 3
        roles: [broker]
        storage:
          type: persistent-claim
          size: 100Gi
          class: disks
          deleteClaim: true
    `,
    right: yaml`
      apiVersion: kafka.strimzi.io/v1
      kind: KafkaNodePool
      metadata:
        name: brokers
      spec:
        replicas: 3
        roles: [broker]
        storage:
          type: persistent-claim
          size: 100Gi
          class: disks
          deleteClaim: false
    `,
    see: [
      'https://strimzi.io/docs/operators/latest/configuring#type-PersistentClaimStorage-reference',
      'https://docs.percona.com/percona-operator-for-mysql/pxc/operator.html#metadata',
    ],
  },
  check,
};
