import { ARGO_SYNC_OPTIONS, argoGuards, HELM_RELEASE, HELM_RESOURCE_POLICY, hookOf, isKeptByHelm } from '../../facts/gitops';
import { customResource } from '../../facts/operators';
import { Claim } from '../claim';
import { isLive } from '../live';
import { isRetained } from '../lookup/kept-data';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const claim of set.claims) {
    if (isRetained(set, claim)) continue;
    yield* checkHelm(claim);
    yield* checkArgo(claim.manifest, `claim ${claim.name}`);
  }
  for (const resource of resourcesWithData(set)) yield* checkArgo(resource, `${resource.kind} ${resource.name}`);
}

function* checkHelm({ manifest, name }: Claim): Generator<Discovery> {
  const annotation = (key: string) => manifest.annotation(key);
  if (!isOfRelease(manifest) || isKeptByHelm(annotation) || hookOf(annotation) !== undefined) return;
  const policy = manifest.root.at('metadata', 'annotations', HELM_RESOURCE_POLICY);
  yield {
    at: policy.exists ? policy : manifest.root.at('metadata'),
    cause: `Claim ${name} belongs to a Helm release, and uninstalling the release deletes it, and the disk too where the reclaim policy is Delete.`,
    remedy: `Add the annotation "${HELM_RESOURCE_POLICY}": keep.`,
  };
}

/** In a cluster, Helm marks what it made; a StatefulSet hands its labels on to claims that Helm has never heard of. */
function isOfRelease(manifest: Manifest): boolean {
  if (manifest.annotation(HELM_RELEASE) !== undefined) return true;
  if (isLive(manifest) || manifest.root.at('status', 'phase').exists) return false;
  const labels = manifest.root.at('metadata', 'labels');
  return labels.at('app.kubernetes.io/managed-by').text === 'Helm' || ['Helm', 'Tiller'].includes(labels.at('heritage').text ?? '');
}

function* checkArgo(manifest: Manifest, title: string): Generator<Discovery> {
  const guards = argoGuards((key) => manifest.annotation(key));
  if (!guards.prune || guards.delete) return;
  yield {
    at: manifest.root.at('metadata', 'annotations', ARGO_SYNC_OPTIONS),
    cause: `Prune=false keeps ${title} when it leaves the repository, not when the application is deleted, which deletes it with the rest.`,
    remedy: `Write "${ARGO_SYNC_OPTIONS}": Prune=false,Delete=false.`,
  };
}

/** Custom resources whose claims go with them, or may. */
function resourcesWithData(set: ManifestSet): readonly Manifest[] {
  return [...new Set(set.customClaims.map(({ claim }) => claim.manifest))].filter(({ type }) => customResource(type)?.madeAgain !== true);
}

export const deletedWithItsRelease: Rule = {
  id: 'deleted-with-its-release',
  level: 'info',
  summary: 'a claim that goes when its Helm release or Argo CD application is deleted',
  explanation: {
    why: [
      'helm uninstall deletes every object of a release, claims included, and with reclaim policy Delete (the default of classes) the disks. The annotation helm.sh/resource-policy: keep leaves a claim there; claims of a StatefulSet’s templates stay anyway.',
      'Argo CD has two guards: Prune=false holds when an object leaves the repository, Delete=false when the application itself is deleted. One does not stand for the other.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: uploads
        labels:
          app.kubernetes.io/managed-by: Helm
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 10Gi } }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: uploads
        labels:
          app.kubernetes.io/managed-by: Helm
        annotations:
          "helm.sh/resource-policy": keep
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 10Gi } }
    `,
    see: [
      'https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource',
      'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources',
    ],
  },
  check,
};
