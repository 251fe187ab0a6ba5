import { anyOf, absent, fieldIs, kubectl, wordsOf } from '../conditions';
import type { Condition, Step } from '../runbook';
import type { ClaimName } from './names';

/** What keeps the objects of a workload as they are in its own place, and would put them back or take them away. */
export interface Keeper {
  readonly tool: 'Helm' | 'Argo CD' | 'Flux';
  /** The release, application or Kustomization; undefined where nobody has told it. */
  readonly name?: string;
}

interface Guarded {
  readonly claims: readonly ClaimName[];
  /** Holds once the new manifests are applied. */
  readonly isApplied: Condition;
  /** What must not come back, and what its return would do: a sentence. */
  readonly because: string;
}

/** What brings objects back or takes them away has to leave them alone, before anything is changed. */
export function guards(keepers: readonly Keeper[], { claims, isApplied, because }: Guarded): Step[] {
  return keepers.flatMap((keeper): Step[] => [
    ...claims.map((claim) => annotated(keeper, claim)),
    ...(keeper.tool === 'Helm' ? [] : [suspended(keeper, isApplied, because)]),
  ]);
}

const GUARDS = {
  Helm: {
    key: 'helm.sh/resource-policy',
    value: 'keep',
    why: (of: string) =>
      `${of} would delete a claim of its own with an upgrade that leaves it out. It keeps what has this annotation; an uninstall looks at the chart's own manifests, so do not run helm uninstall before the claim is out of it.`,
    noun: 'release',
  },
  'Argo CD': {
    key: 'argocd.argoproj.io/sync-options',
    value: 'Prune=false,Delete=false',
    why: (of: string) => `${of} would prune it.`,
    noun: 'application',
  },
  Flux: {
    key: 'kustomize.toolkit.fluxcd.io/prune',
    value: 'disabled',
    why: (of: string) => `${of} would prune it.`,
    noun: 'Kustomization',
  },
} as const;

function annotated({ tool, name }: Keeper, claim: ClaimName): Step {
  const { key, value, why, noun } = GUARDS[tool];
  return {
    title: `Have ${tool} keep the claim ${claim.name}`,
    why: why(`The ${noun}${name === undefined ? '' : ` ${name}`}`),
    // A claim that is gone by now has done its part.
    done: anyOf(fieldIs(claim, `{.metadata.annotations.${key.replace(/\./g, '\\.')}}`, value), absent(claim)),
    checks: [],
    act: [kubectl('annotate', '--overwrite', ...wordsOf(claim), `${key}=${value}`)],
    undo: { told: 'Take the annotation away.', commands: [kubectl('annotate', ...wordsOf(claim), `${key}-`)] },
  };
}

function suspended({ tool, name }: Keeper, isApplied: Condition, because: string): Step {
  const of = name ?? (tool === 'Argo CD' ? 'APPLICATION' : 'NAME');
  const suspend =
    tool === 'Argo CD'
      ? `argocd app set ${of} --sync-policy none`
      : `flux suspend kustomization ${of} (or: flux suspend helmrelease ${of})`;
  return {
    title: `Have ${tool} leave ${name ?? 'all of it'} alone`,
    why: because,
    done: anyOf({ that: 'you say so by --with=suspended', test: 'said_with suspended' }, isApplied),
    checks: [],
    act: { byHand: `${suspend}. Then run it with --apply --with=suspended.` },
    undo: {
      told: `Let it go on: ${tool === 'Argo CD' ? `argocd app set ${of} --sync-policy automated` : `flux resume kustomization ${of}`}, once its source has what the cluster has.`,
    },
  };
}
