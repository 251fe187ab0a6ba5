/**
 * What the annotations of Helm and Argo CD mean for objects that hold data.
 *
 * @see https://helm.sh/docs/topics/charts_hooks/
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */

/** The value of an annotation by its key. */
export type Annotations = (key: string) => string | undefined;

export const HELM_HOOK = 'helm.sh/hook';
const HELM_HOOK_DELETE_POLICY = 'helm.sh/hook-delete-policy';
export const HELM_RESOURCE_POLICY = 'helm.sh/resource-policy';
export const HELM_RELEASE = 'meta.helm.sh/release-name';
export const ARGO_HOOK = 'argocd.argoproj.io/hook';
const ARGO_HOOK_DELETE_POLICY = 'argocd.argoproj.io/hook-delete-policy';
export const ARGO_SYNC_WAVE = 'argocd.argoproj.io/sync-wave';
export const ARGO_SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

function wordsOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** How a hook is deleted and made anew. */
export interface HookFacts {
  /** The annotation that makes it a hook. */
  readonly key: string;
  readonly tool: 'Helm' | 'Argo CD';
  /** When it runs, as written. */
  readonly events: readonly string[];
  /** Each time that it runs, what was made before is deleted first; the default of both tools. */
  readonly replaced: boolean;
  /** It is deleted as soon as it has been made. */
  readonly deletedAtOnce: boolean;
  /** It runs again with each upgrade or sync, not at the first installation alone. */
  readonly repeats: boolean;
}

/** The Helm events that come again in the life of a release. */
const REPEATED_EVENTS = ['pre-upgrade', 'post-upgrade', 'pre-rollback', 'post-rollback', 'test', 'test-success'];

/** What hook an object is; undefined where it is part of the release like any other object. */
export function hookOf(annotation: Annotations): HookFacts | undefined {
  const ofArgo = wordsOf(annotation(ARGO_HOOK));
  if (ofArgo.length > 0) {
    if (ofArgo.includes('Skip')) return undefined;
    const policies = wordsOf(annotation(ARGO_HOOK_DELETE_POLICY));
    return {
      key: ARGO_HOOK,
      tool: 'Argo CD',
      events: ofArgo,
      replaced: policies.length === 0 || policies.includes('BeforeHookCreation'),
      deletedAtOnce: policies.includes('HookSucceeded'),
      // What runs when the application goes runs once.
      repeats: ofArgo.some((event) => !['PostDelete', 'PreDelete', 'SyncFail'].includes(event)),
    };
  }
  const ofHelm = wordsOf(annotation(HELM_HOOK));
  if (ofHelm.length === 0 || ofHelm.includes('crd-install')) return undefined;
  const policies = wordsOf(annotation(HELM_HOOK_DELETE_POLICY));
  return {
    key: HELM_HOOK,
    tool: 'Helm',
    events: ofHelm,
    replaced: policies.length === 0 || policies.includes('before-hook-creation'),
    deletedAtOnce: policies.includes('hook-succeeded'),
    repeats: ofHelm.some((event) => REPEATED_EVENTS.includes(event)),
  };
}

/** Whether Helm leaves an object alone when its release goes. */
export function isKeptByHelm(annotation: Annotations): boolean {
  return annotation(HELM_RESOURCE_POLICY)?.trim() === 'keep';
}

export const FLUX_PRUNE = 'kustomize.toolkit.fluxcd.io/prune';

/** Annotations with which Argo CD, Flux and Helm leave an object alone when it is no longer among what they apply, or when all of that goes. */
export const KEEPING: Readonly<Record<string, string>> = {
  [ARGO_SYNC_OPTIONS]: 'Prune=false,Delete=false',
  [FLUX_PRUNE]: 'disabled',
  [HELM_RESOURCE_POLICY]: 'keep',
};

/** What Argo CD may not do with an object. */
export interface ArgoGuards {
  /** `Prune=false`: it stays when it is no longer in the repository. */
  readonly prune: boolean;
  /** `Delete=false`: it stays when the application is deleted. */
  readonly delete: boolean;
}

export function argoGuards(annotation: Annotations): ArgoGuards {
  const options = wordsOf(annotation(ARGO_SYNC_OPTIONS)).map((option) => option.replace(/\s/g, '').toLowerCase());
  const guards = (name: string) => options.some((option) => option === `${name}=false` || option === `${name}=confirm`);
  return { prune: guards('prune'), delete: guards('delete') };
}

/** When Argo CD applies an object: hooks before the sync, the sync, hooks after it; in each the waves from low to high. */
export interface SyncOrder {
  readonly phase: number;
  readonly wave: number;
}

const PHASES: Readonly<Record<string, number>> = { PreSync: -1, Sync: 0, PostSync: 1 };

/** Helm's hooks as Argo CD reads them. */
const HELM_PHASES: Readonly<Record<string, number>> = { 'pre-install': -1, 'pre-upgrade': -1, 'post-install': 1, 'post-upgrade': 1 };

/** When Argo CD applies an object; undefined where it does not, or not in a sync. */
export function syncOrder(annotation: Annotations): SyncOrder | undefined {
  const wave = Number(annotation(ARGO_SYNC_WAVE) ?? annotation('helm.sh/hook-weight') ?? '0');
  const ofArgo = wordsOf(annotation(ARGO_HOOK));
  const ofHelm = wordsOf(annotation(HELM_HOOK));
  const phases =
    ofArgo.length > 0 ? ofArgo.map((event) => PHASES[event]) : ofHelm.length > 0 ? ofHelm.map((event) => HELM_PHASES[event]) : [0];
  const known = phases.filter((phase) => phase !== undefined);
  return known.length === 0 || !Number.isInteger(wave) ? undefined : { phase: Math.min(...known), wave };
}

export function compareOrder(one: SyncOrder, other: SyncOrder): number {
  return one.phase - other.phase || one.wave - other.wave;
}

/** Labels and annotations that change with each version of a chart or of its program. */
const VERSIONED_KEYS = [
  'helm.sh/chart',
  'chart',
  'app.kubernetes.io/version',
  'version',
  'appVersion',
  'app-version',
  'tags.datadoghq.com/version',
  'chartVersion',
  'revision',
  'helm.sh/revision',
];

const VERSIONED_VALUE = /(^|[^0-9])[0-9]+\.[0-9]+/;

/** Whether a label or annotation has the version of a chart, of a program, or a digest in it, so that the next release writes another. */
export function changesWithVersion(key: string, value: string): boolean {
  if (/checksum|config-?hash|build-?id|git-?(sha|commit)|image-?tag/i.test(key)) return true;
  return VERSIONED_KEYS.includes(key) && (VERSIONED_VALUE.test(value) || /^[0-9a-f]{7,40}$/.test(value) || /^v?[0-9]+$/.test(value));
}
