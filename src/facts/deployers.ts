import { Annotations, ARGO_SYNC_OPTIONS, argoGuards, FLUX_PRUNE, HELM_HOOK, HookFacts, HELM_RESOURCE_POLICY, isKeptByHelm } from './gitops';

/**
 * What becomes of an object that is no longer among the manifests, by what applies them.
 *
 * @see https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
 * @see https://carvel.dev/kapp/docs/latest/apply/
 */

export type Deployer = 'kubectl' | 'helm' | 'argocd' | 'flux' | 'kapp';

export const DEPLOYERS: readonly Deployer[] = ['kubectl', 'helm', 'argocd', 'flux', 'kapp'];

export interface DeployerFacts {
  /** As people call it. */
  readonly title: string;
  /** Whether it deletes what has gone from the manifests; an object may say otherwise. */
  readonly deletes: boolean;
  /** What it does with an object that has gone: a verb phrase. */
  readonly does: string;
  /** How new manifests are applied: an order. */
  readonly applies: string;
  /** How it is told to leave an object alone: a phrase. */
  readonly keptBy?: string;
  /** With what an object tells it to leave the object alone, as a phrase; undefined where it does not. */
  readonly guard?: (annotation: Annotations, label: Annotations) => string | undefined;
  /** Whether an object asks for being deleted and made anew, where it cannot be changed. */
  readonly replaces?: (annotation: Annotations) => boolean;
  /** Whose hooks it runs: what is one is made anew when it runs, and never changed. */
  readonly hooks: ReadonlyArray<HookFacts['tool']>;
  /** The annotations and labels with which it marks what it has applied. */
  readonly marks: readonly string[];
}

const KAPP_DELETE = 'kapp.k14s.io/delete-strategy';

const annotated = (key: string, value: string | undefined): string | undefined =>
  value === undefined ? undefined : `the annotation ${key}: ${value}`;

export const DEPLOYER_FACTS: Readonly<Record<Deployer, DeployerFacts>> = {
  kubectl: {
    title: 'kubectl apply',
    deletes: false,
    does: 'leaves it alone',
    applies: 'apply them: kubectl apply -f DIRECTORY',
    hooks: [],
    marks: ['kubectl.kubernetes.io/last-applied-configuration'],
  },
  helm: {
    title: 'Helm',
    deletes: true,
    does: 'deletes it',
    applies: 'run the upgrade: helm upgrade RELEASE CHART',
    keptBy: 'the annotation helm.sh/resource-policy: keep, in a release before this one',
    // A hook is no part of the release: nothing deletes it.
    guard: (annotation) =>
      isKeptByHelm(annotation) ? annotated(HELM_RESOURCE_POLICY, 'keep') : annotated(HELM_HOOK, annotation(HELM_HOOK)),
    hooks: ['Helm'],
    marks: ['meta.helm.sh/release-name'],
  },
  argocd: {
    title: 'Argo CD',
    deletes: true,
    does: 'deletes it, where it prunes',
    applies: 'put them into the source, and sync: argocd app sync APPLICATION',
    keptBy: 'the annotation argocd.argoproj.io/sync-options: Prune=false, in a sync before this one',
    guard: (annotation) => (argoGuards(annotation).prune ? annotated(ARGO_SYNC_OPTIONS, annotation(ARGO_SYNC_OPTIONS)) : undefined),
    replaces: (annotation) => {
      const options = (annotation('argocd.argoproj.io/sync-options') ?? '').replace(/\s/g, '').toLowerCase().split(',');
      return options.includes('replace=true') && options.includes('force=true');
    },
    hooks: ['Helm', 'Argo CD'],
    marks: ['argocd.argoproj.io/tracking-id', 'argocd.argoproj.io/instance', 'app.kubernetes.io/instance'],
  },
  flux: {
    title: 'Flux',
    deletes: true,
    does: 'deletes it, where the Kustomization says prune: true',
    applies: 'commit them, and let it go on: flux resume kustomization NAME',
    keptBy: 'the annotation kustomize.toolkit.fluxcd.io/prune: disabled, in a commit before this one',
    guard: (annotation, label) =>
      annotation(FLUX_PRUNE) === 'disabled'
        ? annotated(FLUX_PRUNE, 'disabled')
        : label(FLUX_PRUNE) === 'disabled'
          ? `the label ${FLUX_PRUNE}: disabled`
          : undefined,
    replaces: (annotation) => /^enabled$/i.test(annotation('kustomize.toolkit.fluxcd.io/force') ?? ''),
    hooks: [],
    marks: ['kustomize.toolkit.fluxcd.io/name', 'helm.toolkit.fluxcd.io/name'],
  },
  kapp: {
    title: 'kapp',
    deletes: true,
    does: 'deletes it',
    applies: 'deploy them: kapp deploy -a APP -f DIRECTORY',
    keptBy: 'the annotation kapp.k14s.io/delete-strategy: orphan, in a deployment before this one',
    guard: (annotation) => (annotation(KAPP_DELETE) === 'orphan' ? annotated(KAPP_DELETE, 'orphan') : undefined),
    replaces: (annotation) => /^(fallback-on-replace|always-replace)$/.test(annotation('kapp.k14s.io/update-strategy') ?? ''),
    hooks: [],
    marks: ['kapp.k14s.io/app', 'kapp.k14s.io/identity'],
  },
};
