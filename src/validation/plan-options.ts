import { DEPLOYERS } from '../facts/deployers';
import { NEWEST_MINOR, OLDEST_MINOR } from '../facts/kubernetes/update-rules';
import { PlanOptions } from '../plan/change';
import { checkOneOf } from '../props/check';
import { checkKnownProps } from '../props/known-props';
import { Problems } from '../props/problems';
import { withoutNulls } from '../props/without-nulls';

/**
 * What applies manifests, and so decides what becomes of an object that has gone from them.
 */
export enum ManifestDeployer {
  /** `kubectl apply` leaves it alone. */
  KUBECTL = 'kubectl',

  /** Helm deletes it, unless it says `helm.sh/resource-policy: keep`. */
  HELM = 'helm',

  /** Argo CD deletes it where it prunes, unless it says `Prune=false`. */
  ARGOCD = 'argocd',

  /** Flux deletes it where it prunes, unless it says `prune: disabled`. */
  FLUX = 'flux',

  /** kapp deletes it, unless its delete strategy is `orphan`. */
  KAPP = 'kapp',
}

/**
 * How a plan is made.
 */
export interface StoragePlanOptions {
  /**
   * The version of Kubernetes whose API server is asked, such as `1.33`.
   *
   * @default - the newest that is known
   */
  readonly kubernetes?: string;

  /**
   * What applies the manifests.
   *
   * @default ManifestDeployer.KUBECTL
   */
  readonly deployer?: ManifestDeployer;
}

const VERSIONS = Array.from({ length: NEWEST_MINOR - OLDEST_MINOR + 1 }, (_, index) => `1.${OLDEST_MINOR + index}`);

/** Reports what is wrong with options, and returns what the engine takes. */
export function planOptions(problems: Problems, given: StoragePlanOptions | undefined): PlanOptions {
  const options = withoutNulls(given, 'StoragePlanOptions') ?? {};
  checkKnownProps(problems, '', options, 'StoragePlanOptions');
  if (options.kubernetes !== undefined) checkOneOf(problems, 'kubernetes', options.kubernetes, VERSIONS);
  if (options.deployer !== undefined) checkOneOf(problems, 'deployer', options.deployer, DEPLOYERS);
  return {
    minor: options.kubernetes === undefined ? undefined : Number(options.kubernetes.toString().slice(2)),
    deployer: options.deployer,
  };
}
