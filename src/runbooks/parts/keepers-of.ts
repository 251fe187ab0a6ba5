import { HELM_RELEASE } from '../../facts/gitops';
import type { Manifest } from '../../checks/manifest';
import type { Keeper } from './keepers';

/** What applies an object again and again, or owns it, by its labels and annotations. */
export function keepersOf(manifest: Manifest): Keeper[] {
  const label = (key: string) => manifest.root.at('metadata', 'labels', key).text;
  const found: Keeper[] = [];
  const release =
    manifest.annotation(HELM_RELEASE) ??
    (label('heritage') === 'Helm' || label('app.kubernetes.io/managed-by') === 'Helm'
      ? (label('app.kubernetes.io/instance') ?? label('release'))
      : undefined);
  if (release !== undefined) found.push({ tool: 'Helm', name: release });
  const application = manifest.annotation('argocd.argoproj.io/tracking-id')?.split(':')[0] ?? label('argocd.argoproj.io/instance');
  if (application !== undefined) found.push({ tool: 'Argo CD', name: application });
  const flux = label('kustomize.toolkit.fluxcd.io/name') ?? label('helm.toolkit.fluxcd.io/name');
  if (flux !== undefined) found.push({ tool: 'Flux', name: flux });
  // Written into texts and commands.
  return found.filter(({ name = '' }) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/.test(name));
}
