import type { Manifest } from '../../checks/manifest';
import type { Deployer } from '../../facts/deployers';
import { DEPLOYER_FACTS } from '../../facts/deployers';
import type { PlanContext } from '../../plan';
import type { Keeper } from '../parts/keepers';
import { keepersOf } from '../parts/keepers-of';

/** What is the same for all runbooks of one plan. */
export interface Way {
  readonly context: PlanContext;
  readonly deployer: Deployer;
  /** The namespace of objects that name none. */
  readonly namespace: string;
}

export const namespaceIn = ({ namespace }: Way, manifest: Manifest): string => manifest.namespace ?? namespace;

/** What keeps an object as it is: by its own marks, else by what is said to apply it. */
export function keepersIn({ deployer }: Way, manifest: Manifest): readonly Keeper[] {
  const tool = deployer === 'argocd' ? 'Argo CD' : deployer === 'flux' ? 'Flux' : undefined;
  const found = keepersOf(manifest).filter((keeper) => keeper.tool !== 'Helm');
  return found.length > 0 || tool === undefined ? found : [{ tool }];
}

/** How the new manifests are applied: an order. */
export const applies = ({ deployer }: Way): string => DEPLOYER_FACTS[deployer].applies;
