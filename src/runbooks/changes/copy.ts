import { createHash } from 'node:crypto';
import type { Manifest } from '../../checks/manifest';
import type { PodTemplate } from '../../checks/pod-template';
import { parseQuantity } from '../../facts/kubernetes/quantities';
import { isDnsSubdomain } from '../../facts/kubernetes/names';
import { loadScript } from '../../scripts/load-script';
import { allOf, absent, anyOf, exists, fieldIs, kubectl, needs, not, ObjectName, said, unnamed, unused, wordsOf } from '../conditions';
import { guards } from '../parts/keepers';
import { ClaimName, claimName, workloadName } from '../parts/names';
import {
  forget,
  handOver,
  hasLeft,
  HeldVolume,
  isBoundTo,
  isMarked,
  isFound,
  isKept,
  keepVolume,
  lookedUp,
  policyBack,
  volumeOf,
} from '../parts/volumes';
import { applyNew, deleteAlone, keepClaims, start, stop, waitUntilReady } from '../parts/workloads';
import type { Condition, Lookup, Runbook, Step } from '../runbook';
import { deletesClaims, MOST_CLAIMS, podsOf, readVolume } from './claims';
import { applies, keepersIn, namespaceIn, Way } from './way';

/** With what a volume is copied: any image with a shell, tar, find, stat, sort and sha256sum. */
const IMAGE = 'busybox:1.37.0';

/** A claim whose data goes to a new volume. */
export interface Copied {
  readonly claim: ClaimName;
  /** The template that it is of, where it is of one. */
  readonly template?: string;
  readonly wanted: {
    readonly className: string;
    readonly size: string;
    readonly accessModes: readonly string[];
    readonly volumeMode: string;
  };
}

export interface CopyJob {
  /** What the claims are of: the set, or the claim itself. */
  readonly subject: Manifest;
  readonly copied: readonly Copied[];
  /** The workloads that write: all are stopped. */
  readonly users: readonly PodTemplate[];
  /** The set whose template changes, and so has to be made anew. */
  readonly set?: Manifest;
}

/** Moves the data of claims to volumes of another class, under the names that they have; undefined where that is none of a runbook. */
export function copyRunbook(way: Way, { subject, copied, users, set }: CopyJob): Runbook | undefined {
  if (copied.length === 0 || copied.length > MOST_CLAIMS || users.length === 0) return undefined;
  if (users.some(({ workload }) => !['apps/StatefulSet', 'apps/Deployment'].includes(workload.type))) return undefined;
  if (copied.some(({ wanted }) => wanted.volumeMode !== 'Filesystem')) return undefined;
  const writers = users.map((pod) => ({ pod, name: workloadName(pod.workload, namespaceIn(way, pod.workload)) }));
  const setName = set && workloadName(set, namespaceIn(way, set));
  const { wanted } = copied[0];
  const parts = copied.map((one, index) => partOf(way, one, index, users[0]));
  const isMoved = allOf(...parts.map(({ isNew }) => isNew));
  const isApplied =
    setName === undefined
      ? isMoved
      : said(`StatefulSet ${setName.name} is the new one`, allOf(exists(setName), ...copied.map((one) => hasClass(setName, one))));
  const isDone = said('all is done', allOf(isMoved, isApplied));
  const again = needs(isMoved, 'Run it again from the start.');
  return {
    title: `Move the data of ${subject.kind} ${namespaceIn(way, subject)}/${subject.name} to class ${wanted.className}`,
    about: [
      `No volume changes its class: a new one is made for each of ${copied.map(({ claim }) => claim.name).join(', ')}, the files are copied and compared, and the new one gets the name of the old claim. The old volumes are kept.`,
      'Make a backup first, and try it. From the step that stops the workload to the one that applies the new manifests, it is away: the longer, the more there is to copy. Where driver and classes allow, a snapshot as the source of the new claim is faster.',
      'Run the script without a word to see what is so and what would be done; with --apply it is done. It may be killed and run again at any point.',
    ],
    lookups: parts.flatMap(({ lookups }) => lookups),
    requirements: [
      ...parts.map(({ old }) => isFound(old, isMoved)),
      ...[...new Set(copied.map((one) => one.wanted.className))].map((name) =>
        needs(exists({ kind: 'storageclass', name }), 'Apply the class first.'),
      ),
    ],
    steps: [
      ...guards(keepersIn(way, subject), {
        claims: copied.map(({ claim }) => claim),
        isApplied: isDone,
        because:
          'It would start again what is stopped, while its files are copied. Let it go on only when the new manifests are in its source.',
      }),
      ...parts.map(({ old }) => keepVolume(old, isMoved)),
      ...(set !== undefined && deletesClaims(set)
        ? [
            keepClaims(
              setName!,
              copied.map(({ claim }) => claim),
              isDone,
            ),
          ]
        : []),
      ...writers.map(({ pod, name }) =>
        stop(name, { replicas: podsOf(pod), claims: copied.map(({ claim }) => claim), checks: [], isPast: isMoved }),
      ),
      ...parts.flatMap(({ steps }) => steps),
      ...(setName === undefined ? [] : [deleteAlone(setName, [again], isApplied)]),
      ...(setName === undefined
        ? []
        : [
            applyNew({
              isApplied,
              checks: [again],
              how: applies(way),
              undo: 'Nothing to take back: the old manifests are refused from here on.',
            }),
          ]),
      ...writers.flatMap(({ pod, name }) => [start(name, podsOf(pod)), waitUntilReady(name)]),
      ...forget(
        parts.flatMap(({ old, fresh }) => [old, fresh]),
        isDone,
      ),
      ...parts.flatMap(({ fresh, claim }) => policyBack(fresh, claim, isDone)),
    ],
    unknown: [
      'Whether anything else starts what is stopped, or writes to its volumes: an operator, an autoscaler, a pipeline.',
      `Whether the user of the copying Jobs may read all files: it is that of the workload, or root where the manifests name none, which a namespace may refuse.`,
      ...(setName === undefined ? ['Apply the new manifests afterwards: the server refuses nothing of them any more.'] : []),
      'What becomes of the old volumes: they stay, Released, until you delete them.',
    ],
  };
}

/** A template of a set has the class that its claims get. */
const hasClass = (set: ObjectName, { template, wanted }: Copied): Condition =>
  fieldIs(set, `{.spec.volumeClaimTemplates[?(@.metadata.name==${JSON.stringify(template)})].spec.storageClassName}`, wanted.className);

interface Part {
  readonly claim: ClaimName;
  readonly old: HeldVolume;
  readonly fresh: HeldVolume;
  readonly lookups: readonly Lookup[];
  readonly job: ObjectName;
  /** The claim has the new volume. */
  readonly isNew: Condition;
  readonly steps: readonly Step[];
}

function partOf(way: Way, { claim, wanted }: Copied, index: number, user: PodTemplate): Part {
  const target = claimName(claim.namespace, short(claim.name, 'moving'));
  const job = { kind: 'job', name: short(claim.name, 'copy'), namespace: claim.namespace };
  const className = '{.spec.storageClassName}';
  const mark = `${claim.namespace}/${claim.name}:${wanted.className}`;
  const isOld = `{ ! { ${fieldIs(claim, className, wanted.className).test}; } && ${volumeOf(claim)}; }`;
  const [seen, oldLookup] = lookedUp(`old_${index + 1}`, claim, `from:${mark}`, [isOld]);
  const read = readVolume(way, claim);
  const old = read ?? seen;
  const [fresh, freshLookup] = lookedUp(`new_${index + 1}`, target, `to:${mark}`, [volumeOf(target), volumeOf(claim, wanted.className)]);
  const isNew = said(
    `the claim ${claim.namespace}/${claim.name} has a volume of class ${wanted.className}`,
    allOf(fieldIs(claim, className, wanted.className), fieldIs(claim, '{.status.phase}', 'Bound')),
  );
  const isOldGone = hasLeft(claim, old);
  const isCopied = said(`the Job ${job.name} is complete`, fieldIs(job, '{.status.conditions[?(@.type=="Complete")].status}', 'True'));
  const isPast = anyOf(isNew, allOf(isMarked(fresh), isOldGone));
  const rest = handOver({ from: target, to: claim, volume: fresh, size: wanted.size, isDone: isNew });
  return {
    claim,
    old,
    fresh,
    lookups: [...(read === undefined ? [oldLookup] : []), freshLookup],
    job,
    isNew,
    steps: [
      {
        title: `Make a claim of class ${wanted.className} beside ${claim.name}`,
        why: 'The files are copied to its volume.',
        done: anyOf(isPast, exists(target)),
        checks: [],
        act: [
          { ...kubectl('apply', '--server-side', '--field-manager=cdk8s-storage-runbook', '-f', '-'), input: claimText(target, wanted) },
        ],
        undo: { told: 'Delete it.', commands: [kubectl('delete', ...wordsOf(target), '--ignore-not-found')] },
      },
      {
        title: `Copy the files of ${claim.name}`,
        why: 'A Job copies them as they are, and compares both; it may be started again at any time.',
        done: anyOf(isPast, isCopied, isMarked(fresh)),
        checks: [
          needs(unused(claim), 'Stop what uses it.'),
          needs(
            not(failed(job), `the Job ${job.name} has not failed`),
            `See why: kubectl logs job/${job.name} -n ${job.namespace}. Then delete it, and run this again: kubectl delete job ${job.name} -n ${job.namespace}.`,
          ),
        ],
        act: [{ ...kubectl('apply', '-f', '-'), input: jobText(job, claim, target, user) }],
        undo: { told: 'Delete the Job.', commands: [kubectl('delete', ...wordsOf(job), '--ignore-not-found')] },
        within: 24 * 3600,
        fails: needs(failed(job), `See why: kubectl logs job/${job.name} -n ${job.namespace}. Then delete it, and run this again.`),
      },
      {
        ...keepVolume(fresh, isNew),
        // From here on its mark says that the copy is whole: the Job goes next.
        checks: [
          needs(isCopied, 'Run it again from the start.'),
          needs(isBoundTo(target, fresh), `See why it has no volume: kubectl describe pvc ${target.name} -n ${target.namespace}.`),
        ],
      },
      removeJob(job, anyOf(isNew, isMarked(fresh))),
      {
        title: `Delete the old claim ${claim.name}`,
        why: 'Its name is wanted. Its volume stays, Released, with the data as it was.',
        done: anyOf(isNew, isOldGone),
        checks: [
          isKept(old),
          isKept(fresh),
          needs(isMarked(fresh), 'Run it again from the start.'),
          needs(unused(claim), 'Stop what uses it.'),
          unnamed(claim),
        ],
        act: [kubectl('delete', ...wordsOf(claim), '--timeout=120s')],
        undo: {
          told: `The old volume is there: clear uid and resourceVersion of its claimRef, and make the claim ${claim.name} with its name as volumeName.`,
        },
      },
      ...rest,
    ],
  };
}

const failed = (job: ObjectName): Condition =>
  said(`the Job ${job.name} has failed`, fieldIs(job, '{.status.conditions[?(@.type=="Failed")].status}', 'True'));

/** Its Pod has ended, and holds both claims. */
function removeJob(job: ObjectName, isPast: Condition): Step {
  return {
    title: `Delete the Job ${job.name}`,
    why: 'It has done its part. Its Pod has ended, and keeps both claims from being deleted.',
    done: allOf(isPast, absent(job)),
    checks: [needs(isPast, 'Run it again from the start.')],
    act: [kubectl('delete', ...wordsOf(job), '--ignore-not-found', '--cascade=foreground', '--timeout=120s')],
    undo: { told: 'Nothing to take back.' },
  };
}

/** A name beside another one, short enough for a label. */
function short(name: string, suffix: string): string {
  const most = 62 - suffix.length;
  if (name.length <= most) return `${name}-${suffix}`;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, most - 9)}-${digest}-${suffix}`;
}

function claimText({ name, namespace }: ClaimName, { className, size, accessModes, volumeMode }: Copied['wanted']): string {
  const spec = { accessModes, storageClassName: className, volumeMode, resources: { requests: { storage: size } } };
  return JSON.stringify({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace }, spec }, undefined, 2);
}

/** The Job runs as the workload does: its files are of that user. */
function jobText({ name, namespace }: ObjectName, from: ClaimName, to: ClaimName, user: PodTemplate): string {
  const pod = user.spec.at('securityContext');
  const container = user.running[0]?.at.at('securityContext');
  const number = (key: string) => container?.at(key).number ?? pod.at(key).number;
  const [runAsUser, runAsGroup, fsGroup] = [number('runAsUser'), number('runAsGroup'), pod.at('fsGroup').number];
  const isRoot = runAsUser === undefined || runAsUser === 0;
  const ids = { ...(runAsUser !== undefined && { runAsUser }), ...(runAsGroup !== undefined && { runAsGroup }) };
  const securityContext = {
    ...ids,
    ...(runAsUser === undefined ? { runAsUser: 0 } : {}),
    ...(!isRoot && { runAsNonRoot: true }),
    ...(fsGroup !== undefined && { fsGroup }),
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const copying = {
    name: 'copy',
    image: IMAGE,
    command: ['sh', '-c', loadScript('copy-volume')],
    env: [
      { name: 'FROM_DIR', value: '/from' },
      { name: 'TO_DIR', value: '/to' },
    ],
    securityContext: { allowPrivilegeEscalation: false, ...(!isRoot && { capabilities: { drop: ['ALL'] } }) },
    volumeMounts: [
      { name: 'from', mountPath: '/from', readOnly: true },
      { name: 'to', mountPath: '/to' },
    ],
  };
  const placement = Object.fromEntries(
    ['nodeSelector', 'tolerations'].flatMap((key) => (user.spec.at(key).exists ? [[key, user.spec.at(key).value]] : [])),
  ) as Record<string, unknown>;
  const spec = {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    securityContext,
    ...placement,
    containers: [copying],
    volumes: [
      { name: 'from', persistentVolumeClaim: { claimName: from.name } },
      { name: 'to', persistentVolumeClaim: { claimName: to.name } },
    ],
  };
  return JSON.stringify(
    { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace }, spec: { backoffLimit: 3, template: { spec } } },
    undefined,
    2,
  );
}

/** The claims of a template or an object as the new manifests want them; undefined where nothing says which class. */
export function wantedOf(spec: Manifest['root'] | undefined): Copied['wanted'] | undefined {
  const className = spec?.at('storageClassName').text;
  const size: unknown = spec?.at('resources', 'requests', 'storage').value;
  if (spec === undefined || className === undefined || !isDnsSubdomain(className) || parseQuantity(size) === undefined) return undefined;
  return {
    className,
    size: String(size),
    accessModes: spec.at('accessModes').texts,
    volumeMode: spec.at('volumeMode').text ?? 'Filesystem',
  };
}
