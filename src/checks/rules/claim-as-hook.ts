import { hookOf, HookFacts } from '../../facts/gitops';
import { Claim } from '../claim';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const claim of set.claims) {
    const hook = hookOf((key) => claim.manifest.annotation(key));
    if (hook !== undefined && !servesHooksAlone(set, claim)) yield* checkHook(claim.manifest, hook, claim.heading);
  }
  for (const volume of set.all('PersistentVolume')) {
    const hook = hookOf((key) => volume.annotation(key));
    if (hook !== undefined) yield* checkHook(volume, hook, `Volume ${volume.name}`);
  }
}

/** A claim whose only users are hooks themselves holds what goes from one to the next. */
function servesHooksAlone(set: ManifestSet, claim: Claim): boolean {
  const pods = set.podsOfClaim(claim);
  return pods.length > 0 && pods.every(({ workload }) => hookOf((key) => workload.annotation(key)) !== undefined);
}

function* checkHook(manifest: Manifest, hook: HookFacts, title: string): Generator<Discovery> {
  const { tool, events, replaced, deletedAtOnce, repeats } = hook;
  if (!replaced && !deletedAtOnce) return;
  const what = `${title} is a hook of ${tool} (${events.join(', ')})`;
  const again = tool === 'Helm' ? 'each upgrade' : 'each sync';
  const cause = deletedAtOnce
    ? `${what} whose delete policy takes it away as soon as it has been made.`
    : repeats
      ? `${what}, so ${again} deletes it and makes it anew, without the data.`
      : `${what}, so a release that is installed again deletes the one that is there, and the data; under Argo CD each sync does.`;
  yield {
    at: manifest.root.at('metadata', 'annotations', hook.key),
    level: repeats || deletedAtOnce ? 'error' : 'warning',
    cause,
    remedy:
      tool === 'Helm'
        ? 'Take the hook annotations away and add "helm.sh/resource-policy": keep, so that it is part of the release and outlives it.'
        : 'Take the hook annotation away; a sync wave before that of its users is enough of an order.',
  };
}

export const claimAsHook: Rule = {
  id: 'claim-as-hook',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a claim or volume that is a hook of Helm or Argo CD, which is deleted and made anew',
  explanation: {
    why: [
      'A hook is deleted before it is made again: before-hook-creation is the default delete policy of Helm, BeforeHookCreation that of Argo CD. A claim that is a hook goes with each upgrade or sync, and by default the disk with it. While a Pod still mounts it, it stays Terminating and the upgrade waits; once the Pod is replaced, the data is gone.',
      'A hook of pre-install alone is left alone by upgrades and deleted by the next installation. Argo CD reads it as PreSync, which runs with each sync.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: uploads
        annotations:
          "helm.sh/hook": pre-install,pre-upgrade
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
        annotations:
          "helm.sh/resource-policy": keep
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 10Gi } }
    `,
    see: [
      'https://helm.sh/docs/topics/charts_hooks/#hook-deletion-policies',
      'https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/',
      'https://github.com/helm/helm/issues/13627',
    ],
  },
  check,
};
