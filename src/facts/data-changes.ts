import { COMMITS_NOT_ON_DISK } from './settings/crash-risks';

/**
 * What a change of manifests does to data: the effects, the loud ones first, and the kinds of changes that have them.
 */

export type Effect = 'refused' | 'detached' | 'destroyed' | 'at-risk' | 'new-only' | 'disruptive' | 'safe';

/** The loud ones first. */
export const EFFECTS: readonly Effect[] = ['destroyed', 'detached', 'refused', 'at-risk', 'new-only', 'disruptive', 'safe'];

/** Those that a person has to look at before anything is applied. */
export const LOUD_EFFECTS: readonly Effect[] = ['destroyed', 'detached', 'refused', 'at-risk'];

export const EFFECT_MEANINGS: Readonly<Record<Effect, string>> = {
  destroyed: 'the data is deleted',
  detached: 'it is accepted, and the workload comes up without its data, which stays behind',
  refused: 'the API server refuses it, so nothing of the object changes',
  'at-risk': 'it is accepted, and may cost data, or the way to it, later',
  'new-only': 'it holds for what is made from now on; what is there keeps what it has',
  disruptive: 'Pods are replaced; the data is safe',
  safe: 'nothing that holds data notices it',
};

/** A kind of change: what acknowledgements and code scanning know it by. */
export interface ChangeKind {
  readonly effect: Effect;
  /** What it is, as a phrase. */
  readonly summary: string;
  /** The rule that finds what comes of it. A reason that is given to that rule is one for the change, too. */
  readonly rule?: string;
}

export const CHANGE_KINDS = {
  'fixed-field': { effect: 'refused', summary: 'a field that the API server does not let change' },
  'growth-not-allowed': { effect: 'refused', summary: 'a larger claim of a class that cannot grow' },
  'workload-renamed': { effect: 'detached', summary: 'a workload with another name, namespace or kind, whose claims are named after it' },
  'claim-replaced': { effect: 'detached', summary: 'another claim, or none, where the data was' },
  'data-directory-moved': { effect: 'detached', summary: 'a program that looks for its data in another place than before' },
  'volume-rebound': { effect: 'detached', summary: 'a volume that is meant for another claim' },
  'ordinals-moved': { effect: 'detached', summary: 'Pods with other ordinals, and so with other claims' },
  'left-behind': { effect: 'detached', summary: 'an object that goes, while the data of its volume stays' },
  'claim-deleted': { effect: 'destroyed', summary: 'a claim that goes, and its volume with it' },
  'claims-deleted-with-set': {
    effect: 'destroyed',
    summary: 'claims that their StatefulSet takes along when it is deleted or scaled down',
  },
  'volume-deleted': { effect: 'destroyed', summary: 'a volume or the content of a snapshot that goes with its data' },
  'namespace-deleted': { effect: 'destroyed', summary: 'a namespace that goes, with all that is in it' },
  'ephemeral-data': { effect: 'destroyed', summary: 'a generic ephemeral volume that goes with its Pod' },
  'operator-deletes': { effect: 'destroyed', summary: 'a custom resource that goes, and whose operator deletes its data' },
  'policy-deletes': { effect: 'at-risk', summary: 'a policy that deletes data from now on' },
  'replicas-without-replication': {
    effect: 'at-risk',
    summary: 'more replicas of a program of which each has its own data',
    rule: 'replicated-plain-database',
  },
  'access-widened': { effect: 'at-risk', summary: 'a volume that more Pods may write to at once' },
  'shared-by-two': { effect: 'at-risk', summary: 'two workloads that mount one claim' },
  'version-changed': { effect: 'at-risk', summary: 'another major version of a database, or an older one' },
  'image-changed': { effect: 'at-risk', summary: 'an image of another builder or another system, with other users, paths or sort orders' },
  'not-durable': {
    effect: 'at-risk',
    summary: 'a setting of a database with which a crash costs data',
    rule: COMMITS_NOT_ON_DISK,
  },
  'saves-nothing': { effect: 'at-risk', summary: 'a program that saves what it holds no more', rule: 'program-saves-nothing' },
  'definition-deleted': { effect: 'destroyed', summary: 'a CustomResourceDefinition that goes, with every object of its kind' },
  'claims-dropped': { effect: 'at-risk', summary: 'a custom resource that asks for no claims any more' },
  'owner-changed': { effect: 'at-risk', summary: 'another user or group on files that are there' },
  'grace-shortened': { effect: 'at-risk', summary: 'less time for a clean end' },
  'backup-weakened': { effect: 'at-risk', summary: 'a backup that ends, is rarer, keeps less, or lies beside the data' },
  'credentials-changed': { effect: 'at-risk', summary: 'a password or user that a database takes over at its first start only' },
  'operator-decides': { effect: 'at-risk', summary: 'a custom resource that goes or changes, whose operator decides on its data' },
  'guard-removed': { effect: 'at-risk', summary: 'an annotation that goes, and that kept an object when its manifest goes' },
  'operator-refuses': { effect: 'refused', summary: 'a field that the operator of a custom resource does not let change' },
  'for-new-volumes': { effect: 'new-only', summary: 'settings that volumes made from now on have' },
  'pods-replaced': { effect: 'disruptive', summary: 'Pods that are replaced' },
  'workload-gone': { effect: 'disruptive', summary: 'a workload that goes, while its data stays' },
  'object-kept': { effect: 'safe', summary: 'an object that goes from the manifests, and stays as it says itself' },
  other: { effect: 'safe', summary: 'a change that nothing that holds data notices' },
} as const satisfies Readonly<Record<string, ChangeKind>>;

export type ChangeId = keyof typeof CHANGE_KINDS;

/** What stands before the id of a kind of change where ids of rules stand too: in acknowledgements. */
export const CHANGE_PREFIX = 'plan-';

/** What acknowledgements of changes name. */
export const CHANGE_RULES: readonly string[] = Object.keys(CHANGE_KINDS).map((id) => `${CHANGE_PREFIX}${id}`);
