import { harmOfSharing } from '../../facts/programs/placement';
import { groupBy } from '../../util/group-by';
import { Claim } from '../claim';
import { isOnOneNode } from '../lookup/placement';
import { keeps, Program, programsOf } from '../lookup/programs';
import { isAlone } from '../lookup/replication';
import { surging } from '../lookup/rollouts';
import { attaches } from '../lookup/storage';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

interface Holder extends Program {
  readonly claim: Claim;
}

function* check({ set }: RuleContext): Generator<Discovery> {
  const holders = programsOf(set).flatMap((program) => holderOf(set, program) ?? []);
  for (const holder of holders) yield* checkOne(set, holder);
  for (const [, sharing] of groupBy(holders, ({ claim }) => claim)) yield* checkSeveral(sharing);
}

/** A program on a claim object that lets several Pods in. */
function holderOf(set: ManifestSet, program: Program): Holder | undefined {
  const { facts, mount, pod } = program;
  if (mount?.volume === undefined || mount.subPath?.includes('$(') === true) return undefined;
  const kind = keeps(program);
  if (kind !== 'embedded' && (facts.together === undefined || (kind === undefined && facts.disposable !== true))) return undefined;
  const claim = set.claim(pod, mount.volume);
  if (claim?.origin !== 'object' || claim.accessModes.includes('ReadWriteOncePod') || set.mostReplicas(pod) === 0) return undefined;
  // A disk keeps the Pods of other nodes out, which other rules tell.
  return claim.isSingleNode && attaches(set, claim) && !isOnOneNode(pod) ? undefined : { ...program, claim };
}

function* checkOne(set: ManifestSet, holder: Holder): Generator<Discovery> {
  const { pod, claim, title } = holder;
  const { workload } = pod;
  const replicas = set.mostReplicas(pod);
  if (replicas > 1) {
    // Where each is on its own anyway, that is told elsewhere.
    if (isAlone(holder)) return;
    yield {
      at: workload.root.at('spec', 'replicas'),
      level: levelOf(holder),
      cause: `${workload.toString()} runs up to ${replicas === Infinity ? 'one Pod a node' : `${replicas} Pods`}, and ${title} in all of them has the directory on claim ${claim.name}: ${whatHappens(holder)}.`,
      remedy: 'Give each Pod a claim of its own in volumeClaimTemplates, or run one.',
    };
    return;
  }
  const at = workload.type === 'apps/Deployment' ? surging(workload) : undefined;
  // For a moment only, two of them may wait for each other's locks.
  if (at === undefined || holder.facts.together === undefined) return;
  yield {
    at,
    level: levelOf(holder),
    cause: `A rolling update of Deployment ${workload.name} starts a second ${title} on claim ${claim.name} while the first one runs: ${whatHappens(holder)}.`,
    remedy: 'Set strategy.type: Recreate.',
  };
}

function* checkSeveral(sharing: readonly Holder[]): Generator<Discovery> {
  for (const [, [first, ...others]] of groupBy(sharing, ({ mount, directory }) => `${mount!.subPath ?? ''} ${directory}`)) {
    for (const other of others) {
      if (other.pod === first.pod || other.title !== first.title) continue;
      yield {
        at: other.mount!.volume!.at,
        level: levelOf(other),
        cause: `${first.pod.workload.toString()} and ${other.pod.workload.toString()} both run ${other.title} on claim ${other.claim.name}: ${whatHappens(other)}.`,
        remedy: 'Give each a claim of its own.',
      };
    }
  }
}

function levelOf({ facts }: Program) {
  return facts.kind === 'database' || facts.together === 'corrupts' ? 'error' : 'warning';
}

const whatHappens = ({ facts }: Program): string => harmOfSharing(facts)!;

export const dataDirectoryShared: Rule = {
  id: 'data-directory-shared',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'two servers in one data directory: replicas, several workloads or a rolling update on a claim that several Pods can mount',
  explanation: {
    why: [
      'A server takes its directory for its own. A rolling update starts the new one while the old one runs: where the claim lets both in (ReadWriteMany, or one node), a database is destroyed, or the new server finds the directory locked, never gets ready, and the update hangs.',
      'A database is an error. A program such as Prometheus, which refuses to start beside another one, is a warning: it depends on whether the file system passes the lock on.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: orders
      spec:
        storageClassName: shared-files
        accessModes: [ReadWriteMany]
        resources: { requests: { storage: 20Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: orders
      spec:
        selector:
          matchLabels: { app: orders }
        template:
          metadata:
            labels: { app: orders }
          spec:
            containers:
              - name: orders
                image: postgres:17.6
                env:
                  - { name: PGDATA, value: /pgdata/data }
                volumeMounts:
                  - { name: data, mountPath: /pgdata }
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: orders }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: orders
      spec:
        storageClassName: shared-files
        accessModes: [ReadWriteMany]
        resources: { requests: { storage: 20Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: orders
      spec:
        strategy: { type: Recreate }
        selector:
          matchLabels: { app: orders }
        template:
          metadata:
            labels: { app: orders }
          spec:
            containers:
              - name: orders
                image: postgres:17.6
                env:
                  - { name: PGDATA, value: /pgdata/data }
                volumeMounts:
                  - { name: data, mountPath: /pgdata }
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: orders }
    `,
    see: [
      'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy',
      'https://www.postgresql.org/docs/current/creating-cluster.html',
    ],
  },
  check,
};
