import { Cursor } from '../../checks/cursor';
import { Manifest } from '../../checks/manifest';
import { ManifestSet } from '../../checks/manifest-set';
import { PodTemplate } from '../../checks/pod-template';
import { selects } from '../../checks/selector';
import { BackupJobs } from '../../checks/lookup/backup-jobs';
import { Program, programsOf } from '../../checks/lookup/programs';
import { toldTo, wordsOf } from '../../checks/lookup/scripts';
import { groupBy } from '../../util/group-by';
import { Draft } from '../change';
import { PlanContext } from '../context';

/**
 * Backups that no longer reach their database over the network, since a policy does not let them.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function* cutOff(context: PlanContext): Generator<Draft> {
  if (context.next.all(POLICY).length === 0) return;
  const after = new BackupJobs(context.next);
  const databases = groupBy(
    programsOf(context.next).filter(({ facts }) => facts.kind === 'database'),
    ({ pod }) => pod.namespace ?? '',
  );
  for (const { old, next } of context.pairs.both) {
    if (next.type !== 'batch/CronJob') continue;
    const [job, jobBefore] = [context.next.podsOf(next), context.old.podsOf(old)];
    if (job === undefined || jobBefore === undefined || !after.has(job)) continue;
    for (const database of askedBy(context.next, job, databases)) {
      const before = context.oldOf(database.pod.workload);
      const podBefore = before && context.old.podsOf(before);
      if (podBefore === undefined) continue;
      const barrier = barrierBetween(context.next, job, database.pod);
      if (barrier === undefined || barrierBetween(context.old, jobBefore, podBefore) !== undefined) continue;
      yield describe(context, job, database, barrier);
      break;
    }
  }
}

const POLICY = 'networking.k8s.io/NetworkPolicy';

function describe(context: PlanContext, job: PodTemplate, { title, pod }: Program, { policy, direction }: Barrier): Draft {
  const before = context.oldOf(policy);
  const isChanged = before === undefined || context.changed.some(({ next }) => next === policy);
  const what = direction === 'ingress' ? `lets nobody else in to ${pod.workload.toString()}` : `lets it out to nobody else`;
  return {
    id: 'backup-weakened',
    at: isChanged ? policy.root.at('spec') : job.metadata.at('labels'),
    cause: `${job.workload.toString()}, which backs up ${title} in ${pod.workload.toString()}, no longer reaches it: ${policy.toString()} ${what}. No more copies are made, where policies are enforced.`,
    remedy: `Let the Pods of the backup through in ${policy.kind} ${policy.name}, by their labels, or give them labels that it lets through.`,
  };
}

/** The databases of which a job is told a name: of the workload, or of a Service that leads to it. */
function askedBy(set: ManifestSet, job: PodTemplate, databases: ReadonlyMap<string, readonly Program[]>): ReadonlySet<Program> {
  const told = job.containers.map((container) => `${toldTo(container)}\n${wordsOf(container).join('\n')}`).join('\n');
  const found = new Set<Program>();
  for (const word of new Set(told.split(/[^A-Za-z0-9._-]+/))) {
    for (const [namespace, name] of hostsIn(word, job.namespace ?? '')) {
      const near = databases.get(namespace) ?? [];
      if (near.length === 0) continue;
      const service = set.find('Service', namespace === '' ? undefined : namespace, name);
      const selector = service?.root.at('spec', 'selector').textEntries ?? [];
      for (const database of near) {
        const { workload, labels } = database.pod;
        const isLed = selector.length > 0 && selector.every(([key, value]) => labels.get(key) === value);
        if (isLed || workload.name === name) found.add(database);
      }
    }
  }
  return found;
}

/** What a name in the DNS of a cluster may stand for: `db`, `db.shop`, `db-0.db`, `db-0.db.shop.svc`. */
function hostsIn(word: string, own: string): ReadonlyArray<readonly [namespace: string, name: string]> {
  const [first, second, third] = word.split('.');
  return [
    [own, first],
    ...(second === undefined ? [] : [[own, second] as const, [second, first] as const]),
    ...(third === undefined ? [] : [[third, second] as const]),
  ];
}

interface Barrier {
  readonly policy: Manifest;
  readonly direction: 'ingress' | 'egress';
}

/** The policy that keeps one Pod from another; undefined where none does, or nobody knows. */
function barrierBetween(set: ManifestSet, from: PodTemplate, to: PodTemplate): Barrier | undefined {
  return blocking(set, to, from, 'ingress', to) ?? blocking(set, from, to, 'egress', to);
}

function blocking(
  set: ManifestSet,
  guarded: PodTemplate,
  peer: PodTemplate,
  direction: Barrier['direction'],
  server: PodTemplate,
): Barrier | undefined {
  const policies = set.all(POLICY).filter((policy) => policy.namespace === guarded.namespace && isOf(policy, direction, guarded));
  const isOpen = policies.some((policy) =>
    policy.root.at('spec', direction).items.some((rule) => mayPass(set, rule, guarded, peer, direction) && hasPort(rule, server)),
  );
  return policies.length === 0 || isOpen ? undefined : { policy: policies[0], direction };
}

/** Whether a policy is about Pods in a direction; one that selects by what is not understood is about none. */
function isOf({ root }: Manifest, direction: Barrier['direction'], pod: PodTemplate): boolean {
  const spec = root.at('spec');
  const types = spec.at('policyTypes').texts;
  const isMeant =
    types.length > 0 ? types.includes(direction === 'ingress' ? 'Ingress' : 'Egress') : direction === 'ingress' || spec.at('egress').exists;
  return isMeant && selectsAll(spec.at('podSelector'), pod.labels) === true;
}

/** An empty selector selects all. */
function selectsAll(selector: Cursor, labels: ReadonlyMap<string, string>): boolean | undefined {
  return Object.keys(selector.map ?? {}).length === 0 ? true : selects(selector, labels);
}

/** What is not known passes: nothing is said of it. */
function mayPass(set: ManifestSet, rule: Cursor, guarded: PodTemplate, peer: PodTemplate, direction: Barrier['direction']): boolean {
  const peers = rule.at(direction === 'ingress' ? 'from' : 'to').items;
  return (
    peers.length === 0 ||
    peers.some((one) => {
      const [pods, namespaces] = [one.at('podSelector'), one.at('namespaceSelector')];
      // Addresses of Pods come and go.
      if (one.at('ipBlock').exists) return true;
      if (pods.exists && selectsAll(pods, peer.labels) === false) return false;
      if (!namespaces.exists) return peer.namespace === guarded.namespace;
      return selectsAll(namespaces, labelsOf(set, peer.namespace)) !== false || !isKnown(set, peer.namespace, namespaces);
    })
  );
}

function labelsOf(set: ManifestSet, namespace: string | undefined): ReadonlyMap<string, string> {
  const object = namespace === undefined ? undefined : set.findGlobal('Namespace', namespace);
  return new Map([...(object?.root.at('metadata', 'labels').textEntries ?? []), [NAME_LABEL, namespace ?? '']]);
}

/** The label that the server gives to every namespace. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Whether the labels that a selector asks for are known: those of a namespace that is not here are not. */
function isKnown(set: ManifestSet, namespace: string | undefined, selector: Cursor): boolean {
  if (namespace === undefined) return false;
  if (set.findGlobal('Namespace', namespace) !== undefined) return true;
  const keys = [
    ...selector.at('matchLabels').textEntries.map(([key]) => key),
    ...selector.at('matchExpressions').items.flatMap((item) => item.at('key').text ?? []),
  ];
  return keys.every((key) => key === NAME_LABEL);
}

/** Whether a rule is about a port of a server; one whose ports are not written has all of them. */
function hasPort(rule: Cursor, { running }: PodTemplate): boolean {
  const ports = rule.at('ports').items;
  const own = running.flatMap(({ at }) => at.at('ports').items);
  if (ports.length === 0 || own.length === 0) return true;
  const [numbers, names] = [own.map((port) => port.at('containerPort').number), own.map((port) => port.at('name').text)];
  return ports.some((port) => {
    const { number, text } = port.at('port');
    if ((port.at('protocol').text ?? 'TCP') !== 'TCP') return false;
    if (number === undefined) return text === undefined || names.includes(text);
    const last = port.at('endPort').number ?? number;
    return numbers.some((one) => one !== undefined && one >= number && one <= last);
  });
}
