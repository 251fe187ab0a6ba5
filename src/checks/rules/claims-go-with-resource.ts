import { ARGO_SYNC_OPTIONS, argoGuards, FLUX_PRUNE, HELM_RESOURCE_POLICY, isKeptByHelm, KEEPING } from '../../facts/gitops';
import { customResource } from '../../facts/operators';
import { CustomResourceFacts, OwnedClaims } from '../../facts/operators/resource-facts';
import { groupBy } from '../../util/group-by';
import { placesAt } from '../custom-claims';
import { isRetained } from '../lookup/kept-data';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  const claims = groupBy(set.customClaims, ({ claim }) => claim.manifest);
  for (const [manifest, own] of claims) {
    const facts = customResource(manifest.type);
    const kept = own.filter(({ claim }) => claim.origin === 'custom');
    if (facts?.owned === undefined || kept.length === 0 || kept.every(({ claim }) => isRetained(set, claim))) continue;
    if (isDecided(manifest, facts) || isGuarded(manifest) || isKeptByOperator(set, facts.owned)) continue;
    yield {
      at: manifest.root.at('metadata'),
      cause: `The claims of ${facts.title} ${manifest.name} go with it: whatever deletes it, be it kubectl, Helm, Argo CD or Flux, deletes them too, and their disks where the reclaim policy is Delete.`,
      remedy: remedyOf(facts.owned),
    };
  }
}

/** The setting says that they stay; or it says that they go, of which another rule speaks. */
function isDecided({ root }: Manifest, { owned, deletions = [] }: CustomResourceFacts): boolean {
  const { unless } = owned!;
  if (unless === undefined) return false;
  const places = unless.at.split('|').flatMap((path) => placesAt(root, path));
  const going = deletions.filter(({ at }) => at === unless.at).map(({ is }) => is);
  return places.some(({ value }) => value === unless.is || going.some((is) => is === value));
}

/** What applies it was told to leave it alone; half a guard of Argo CD is another rule's. */
function isGuarded(manifest: Manifest): boolean {
  const annotation = (key: string) => manifest.annotation(key);
  const argo = argoGuards(annotation);
  return argo.prune || argo.delete || isKeptByHelm(annotation) || annotation(FLUX_PRUNE) === KEEPING[FLUX_PRUNE];
}

/** The operator that is applied with it keeps the claims of all its resources. */
function isKeptByOperator(set: ManifestSet, { operator = [] }: OwnedClaims): boolean {
  return operator.some(({ type, at, is }) => set.all(type).some(({ root }) => placesAt(root, at).some(({ value }) => value === is)));
}

function remedyOf({ unless, keep }: OwnedClaims): string {
  const setting = unless === undefined ? keep : `Set ${unless.at.split('|')[0].replace(/^spec\./, '')}: ${String(unless.is)}`;
  if (setting !== undefined)
    return `${setting}, or guard it with the annotation of Argo CD, Flux or Helm that the page of this rule shows.`;
  const [argo, flux, helm] = [ARGO_SYNC_OPTIONS, FLUX_PRUNE, HELM_RESOURCE_POLICY].map((key) => `"${key}": ${KEEPING[key]}`);
  return `Guard it with the annotation of what applies it: ${argo} for Argo CD, ${flux} for Flux or ${helm} for Helm.`;
}

export const claimsGoWithResource: Rule = {
  id: 'claims-go-with-resource',
  level: 'info',
  summary: 'a custom resource that takes its claims with it, and that nothing guards against deletion',
  explanation: {
    why: [
      'The claims of a StatefulSet stay when it is deleted. Those of many operators do not: CloudNativePG, Crunchy Postgres and RabbitMQ make their resource the owner of its claims, and the operators of Elasticsearch, Redis and Zalando’s Postgres delete them with it unless they are told otherwise. One file that leaves the repository, one application that is deleted or one helm uninstall then takes the database, too.',
      'Argo CD, Flux and Helm each have an annotation with which they leave an object alone. One of them is enough here: nobody applies an object by all three.',
    ],
    wrong: yaml`
      apiVersion: postgresql.cnpg.io/v1
      kind: Cluster
      metadata:
        name: orders
      spec:
        instances: 3
        storage: { size: 50Gi, storageClass: disks }
    `,
    right: yaml`
      apiVersion: postgresql.cnpg.io/v1
      kind: Cluster
      metadata:
        name: orders
        annotations:
          "argocd.argoproj.io/sync-options": Prune=false,Delete=false
          "kustomize.toolkit.fluxcd.io/prune": disabled
          "helm.sh/resource-policy": keep
      spec:
        instances: 3
        storage: { size: 50Gi, storageClass: disks }
    `,
    see: [
      'https://cloudnative-pg.io/documentation/current/storage/',
      'https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/volume-claim-templates',
      'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources',
    ],
  },
  check,
};
