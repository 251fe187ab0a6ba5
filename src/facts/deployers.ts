import { argoGuards, isKeptByHelm, Annotations } from './gitops';

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
  /** How it is told to leave an object alone: a phrase. */
  readonly keptBy?: string;
  readonly keeps?: (annotation: Annotations, label: Annotations) => boolean;
  /** Whether an object asks for being deleted and made anew, where it cannot be changed. */
  readonly replaces?: (annotation: Annotations) => boolean;
  /** The annotations and labels with which it marks what it has applied. */
  readonly marks: readonly string[];
}

const both =
  (key: string, value: string) =>
  (annotation: Annotations, label: Annotations): boolean =>
    annotation(key) === value || label(key) === value;

export const DEPLOYER_FACTS: Readonly<Record<Deployer, DeployerFacts>> = {
  kubectl: {
    title: 'kubectl apply',
    deletes: false,
    does: 'leaves it alone',
    marks: ['kubectl.kubernetes.io/last-applied-configuration'],
  },
  helm: {
    title: 'Helm',
    deletes: true,
    does: 'deletes it',
    keptBy: 'the annotation helm.sh/resource-policy: keep, in a release before this one',
    // A hook is no part of the release: nothing deletes it.
    keeps: (annotation) => isKeptByHelm(annotation) || annotation('helm.sh/hook') !== undefined,
    marks: ['meta.helm.sh/release-name'],
  },
  argocd: {
    title: 'Argo CD',
    deletes: true,
    does: 'deletes it, where it prunes',
    keptBy: 'the annotation argocd.argoproj.io/sync-options: Prune=false, in a sync before this one',
    keeps: (annotation) => argoGuards(annotation).prune,
    replaces: (annotation) => {
      const options = (annotation('argocd.argoproj.io/sync-options') ?? '').replace(/\s/g, '').toLowerCase().split(',');
      return options.includes('replace=true') && options.includes('force=true');
    },
    marks: ['argocd.argoproj.io/tracking-id', 'argocd.argoproj.io/instance', 'app.kubernetes.io/instance'],
  },
  flux: {
    title: 'Flux',
    deletes: true,
    does: 'deletes it, where the Kustomization says prune: true',
    keptBy: 'the annotation kustomize.toolkit.fluxcd.io/prune: disabled, in a commit before this one',
    keeps: both('kustomize.toolkit.fluxcd.io/prune', 'disabled'),
    replaces: (annotation) => /^enabled$/i.test(annotation('kustomize.toolkit.fluxcd.io/force') ?? ''),
    marks: ['kustomize.toolkit.fluxcd.io/name', 'helm.toolkit.fluxcd.io/name'],
  },
  kapp: {
    title: 'kapp',
    deletes: true,
    does: 'deletes it',
    keptBy: 'the annotation kapp.k14s.io/delete-strategy: orphan, in a deployment before this one',
    keeps: (annotation) => annotation('kapp.k14s.io/delete-strategy') === 'orphan',
    replaces: (annotation) => /^(fallback-on-replace|always-replace)$/.test(annotation('kapp.k14s.io/update-strategy') ?? ''),
    marks: ['kapp.k14s.io/app', 'kapp.k14s.io/identity'],
  },
};
