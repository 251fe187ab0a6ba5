import { remedyOf } from '../../facts/settings/crash-risks';
import { hasTwoNumberSeries } from '../../facts/version-series';
import { writtenUser } from '../../checks/lookup/users';
import { isAlone } from '../../checks/lookup/replication';
import { Program, programIn, savesNothing, userOf } from '../../checks/lookup/programs';
import { crashRisksOf } from '../../checks/lookup/server-settings';
import { isPersistent } from '../../checks/lookup/storage';
import { PodTemplate } from '../../checks/pod-template';
import { Draft } from '../change';
import { containerLike } from '../containers';
import { PlanContext, PodPair } from '../context';
import { isWritten } from '../stored';

/** What changes of a program may do to the data that it finds: its version, its builder, its user, its number, the time it has to end. */
export function* programChanges(context: PlanContext): Generator<Draft> {
  for (const pair of context.pods) {
    if (pair.old.isTask || pair.next.isTask) continue;
    if (pair.old.at.value !== pair.next.at.value) {
      yield* images(context, pair);
      yield* owners(context, pair);
      yield* grace(pair);
    }
    yield* replicas(context, pair);
    yield* overlapping(context, pair);
  }
}

function* images(context: PlanContext, { old, next }: PodPair): Generator<Draft> {
  for (const container of old.running) {
    const before = programIn(context.old, container);
    if (before?.mount?.volume === undefined || !isPersistent(before.mount.volume)) continue;
    const other = containerLike(old, next, container);
    const after = other && programIn(context.next, other);
    if (after === undefined) continue;
    if (before.facts === after.facts && !savesNothing(before) && savesNothing(after)) yield keepsNothing(after);
    yield* crashCosts(context, before, after);
    if (container.image === other?.image) continue;
    const draft = before.facts === after.facts ? versionChange(before, after) : engineChange(before, after);
    if (draft !== undefined) yield draft;
  }
}

/** Settings with which a crash costs data from now on. */
function* crashCosts(context: PlanContext, before: Program, after: Program): Generator<Draft> {
  const known = new Set(before.facts === after.facts ? crashRisksOf(context.old, before).map(({ setting }) => setting.name) : []);
  for (const { setting, told } of crashRisksOf(context.next, after)) {
    if (known.has(setting.name)) continue;
    yield {
      id: 'not-durable',
      at: told.place,
      cause: `${after.title} in container ${after.container.name} runs with ${after.facts.server!.syntax.written(setting.name, told.value)} from now on. ${setting.why}`,
      remedy: remedyOf(setting),
    };
  }
}

function keepsNothing({ title, container }: Program): Draft {
  return {
    id: 'saves-nothing',
    at: container.at,
    cause: `${title} is told to save nothing from now on, and was told to: what it writes is gone at its next start, and what it has written so far may be, too.`,
    remedy: 'Leave what it saves by, unless all of it can be made again.',
  };
}

/** Programs of which one reads the files of the other; all others would not even start on them, which is told where their data lies. */
function engineChange(before: Program, after: Program): Draft | undefined {
  if (before.facts.kind !== 'database' || after.facts.kind !== 'database') return undefined;
  return {
    id: 'image-changed',
    ...imageOf(before, after),
    cause: `The program is ${after.title} now, and was ${before.title}: it may not read the files that are there, or change them so that there is no way back.`,
    remedy: `Dump the data from the running ${before.title} and load it into a new ${after.title}, on a claim of its own.`,
  };
}

function imageOf({ container: before }: Program, { container }: Program) {
  return { at: container.at.at('image'), was: before.image, becomes: container.image } as const;
}

function versionChange(before: Program, after: Program): Draft | undefined {
  const isDatabase = before.facts.kind === 'database';
  const image = imageOf(before, after);
  if (isDatabase && before.major !== undefined && after.major !== undefined && before.major !== after.major) {
    const isUp = after.major > before.major;
    return {
      id: 'version-changed',
      ...image,
      cause: isUp
        ? `${after.title} goes from major version ${before.major} to ${after.major}: the files that are there are of the old one, which it refuses, or converts without a way back.`
        : `${after.title} goes back from major version ${before.major} to ${after.major}, which cannot read files that the newer one has written.`,
      remedy: isUp
        ? 'Make a backup that you have restored once; then upgrade as its manual says, one version after the other, or dump and restore.'
        : `Stay with version ${before.major}, or restore a backup of version ${after.major}.`,
    };
  }
  if (isDatabase && isOlder(after.tag, before.tag)) {
    return {
      id: 'version-changed',
      ...image,
      cause: `${after.title} goes back from ${before.tag ?? ''} to ${after.tag ?? ''}: an older server may not read what a newer one has written.`,
      remedy: `Stay with ${before.tag ?? ''}, or restore a backup that was made with ${after.tag ?? ''}.`,
    };
  }
  if (isDatabase && isNextSeries(before, after)) {
    return {
      id: 'version-changed',
      ...image,
      cause: `${after.title} goes from series ${before.tag ?? ''} to ${after.tag ?? ''}: it converts the files that are there at its first start, and the old one does not read them any more.`,
      remedy: 'Make a backup that you have restored once; then upgrade as its manual says, one series after the other.',
    };
  }
  if (isDatabase && before.major !== undefined && !after.pinned && (after.tag === undefined || after.tag === 'latest')) {
    return {
      id: 'version-changed',
      ...image,
      cause: `The image of ${after.title} names no version any more, and did name ${before.tag ?? String(before.major)}: any start may bring the next major version, whose files there is no way back from.`,
      remedy: `Write the version: ${before.container.image ?? ''}, or the newest of its series.`,
    };
  }
  return systemChange(before, after, image);
}

/** A higher second number, where it counts. */
function isNextSeries(before: Program, after: Program): boolean {
  const [one, other] = [numbersOf(before.tag), numbersOf(after.tag)];
  if (one === undefined || other === undefined || one.length < 2 || other.length < 2) return false;
  return hasTwoNumberSeries(after.title) && one[0] === other[0] && other[1] > one[1];
}

/** `8.4.3` and `8.0.40` in numbers. */
function numbersOf(tag: string | undefined): readonly number[] | undefined {
  const match = /^v?([0-9]+(?:\.[0-9]+)*)(?:-|$)/.exec(tag ?? '');
  return match?.[1].split('.').map(Number);
}

/** Whether the first two numbers of a tag are lower. */
function isOlder(tag: string | undefined, than: string | undefined): boolean {
  const [one, other] = [numbersOf(tag), numbersOf(than)];
  if (one === undefined || other === undefined || one.length < 2 || other.length < 2) return false;
  return one[0] < other[0] || (one[0] === other[0] && one[1] < other[1]);
}

const ALPINE = /alpine/;
/** Releases of Debian and Ubuntu in tags, with the C libraries that sort texts. */
const RELEASE = /(stretch|buster|bullseye|bookworm|trixie|focal|jammy|noble)/;

function systemChange(before: Program, after: Program, image: ReturnType<typeof imageOf>): Draft | undefined {
  if (before.facts.kind !== 'database') return undefined;
  const [was, becomes] = [before.tag ?? '', after.tag ?? ''];
  if (before.image !== after.image && userOf(before) !== userOf(after)) {
    return {
      id: 'image-changed',
      ...image,
      cause: `The image is of another builder, and runs as user ${userOf(after)} instead of ${userOf(before)}: its files belong to the old one, and paths and configuration may differ.`,
      remedy:
        'Dump the data from the running one and restore it into the new one; or give the old user and directory explicitly, and try it on a copy.',
    };
  }
  if (ALPINE.test(was) !== ALPINE.test(becomes) && was !== '' && becomes !== '') {
    return {
      id: 'image-changed',
      ...image,
      cause: `The image is ${ALPINE.test(becomes) ? 'built on Alpine now, and was' : 'no longer built on Alpine, as it was'}${ALPINE.test(becomes) ? ' not' : ''}: the user of its files is another one, and texts are sorted otherwise, so that indexes on them are wrong.`,
      remedy: 'Stay with the old kind of image; or dump the data and restore it into the new one.',
    };
  }
  const [release, releaseAfter] = [RELEASE.exec(was)?.[1], RELEASE.exec(becomes)?.[1]];
  if (before.facts.title !== 'PostgreSQL' || release === undefined || releaseAfter === undefined || release === releaseAfter) {
    return undefined;
  }
  return {
    id: 'image-changed',
    ...image,
    cause: `The image is built on ${releaseAfter} instead of ${release}, whose C library may sort texts otherwise: indexes on them can be wrong.`,
    remedy: 'After the change run REINDEX on indexes of texts and ALTER DATABASE … REFRESH COLLATION VERSION; or stay with the release.',
  };
}

/** The volumes that a Pod writes data to, where it has any. */
function hasData(pod: PodTemplate): boolean {
  return pod.volumes.some((volume) => isPersistent(volume) && isWritten(pod, volume));
}

function* owners(context: PlanContext, { old, next }: PodPair): Generator<Draft> {
  if (!hasData(old) || !hasData(next)) return;
  const group = (pod: PodTemplate) => pod.spec.at('securityContext', 'fsGroup');
  const [was, becomes] = [group(old), group(next)];
  const database = next.running.some((container) => programIn(context.next, container)?.facts.kind === 'database');
  if (was.number !== becomes.number && (was.number !== undefined || database)) {
    yield {
      id: 'owner-changed',
      at: becomes,
      was: was.number,
      becomes: becomes.number,
      cause:
        becomes.number === undefined
          ? `Without fsGroup new files belong to the group of the process, and nobody gives volumes to group ${was.number!} any more.`
          : `The group of the files that are there becomes ${becomes.number}${was.number === undefined ? '' : ` instead of ${was.number}`}, on drivers that do so; elsewhere the program may not read them.`,
      remedy: 'Keep the group; or change the owner of the files once, with the workload stopped, and see that the program takes it.',
    };
  }
  const policy = (pod: PodTemplate) => pod.spec.at('securityContext', 'fsGroupChangePolicy');
  if (becomes.number !== undefined && policy(old).text === 'OnRootMismatch' && policy(next).text !== 'OnRootMismatch') {
    yield {
      id: 'owner-changed',
      at: policy(next),
      was: 'OnRootMismatch',
      becomes: policy(next).text ?? 'Always',
      cause:
        'The mode and group of every file are set at each start: that takes minutes on a large volume, and databases that want their directory for themselves do not start on it.',
      remedy: 'Leave fsGroupChangePolicy: OnRootMismatch.',
    };
  }
  for (const container of next.running) {
    const before =
      old.running.find(({ name }) => name === container.name) ??
      (old.running.length === 1 && next.running.length === 1 ? old.running[0] : undefined);
    if (
      before === undefined ||
      !container.mounts.some(({ volume, writable }) => writable && volume !== undefined && isPersistent(volume))
    ) {
      continue;
    }
    const [user, userAfter] = [writtenUser(old, before), writtenUser(next, container)];
    if (user === userAfter) continue;
    const program = programIn(context.old, before);
    const known =
      program === undefined || program.image.takesOwnership === true ? undefined : (program.layout.user ?? program.image.user ?? 0);
    const [from, to] = [user ?? known, userAfter ?? known];
    // An unknown user of the image: the group lets both write, where there is one.
    if (from === to || (from === undefined && becomes.number !== undefined) || (to === undefined && from === undefined)) continue;
    // Root reads everything.
    if (to === 0) continue;
    yield {
      id: 'owner-changed',
      at: userAfter === undefined ? container.at.at('securityContext') : container.at.at('securityContext', 'runAsUser'),
      was: from,
      becomes: to,
      cause: `Container ${container.name} runs as ${to === undefined ? 'the user of its image' : `user ${to}`} instead of ${from === undefined ? 'that of its image' : from}: the files that are there belong to the old one.`,
      remedy: 'Keep the user; or change the owner of the files once, with the workload stopped.',
    };
  }
}

function* grace({ old, next }: PodPair): Generator<Draft> {
  if (!hasData(old) || !hasData(next)) return;
  const seconds = (pod: PodTemplate) => pod.spec.at('terminationGracePeriodSeconds');
  const [was, becomes] = [seconds(old).number ?? 30, seconds(next).number ?? 30];
  if (becomes >= was) return;
  yield {
    id: 'grace-shortened',
    at: seconds(next),
    was,
    becomes,
    cause: `The Pods have ${becomes} seconds to end instead of ${was}: a program that still writes then is killed, and recovers at its next start, or not.`,
    remedy: `Leave terminationGracePeriodSeconds: ${was}.`,
  };
}

/** A Deployment starts the new Pod before the old one ends, unless it says Recreate. */
function* overlapping(context: PlanContext, { old, next }: PodPair): Generator<Draft> {
  const strategy = ({ workload }: PodTemplate) => workload.root.at('spec', 'strategy', 'type');
  const isDeployment = [old, next].every(({ workload }) => workload.type === 'apps/Deployment');
  if (!isDeployment || strategy(old).text !== 'Recreate' || strategy(next).text === 'Recreate') return;
  const program = next.running.map((container) => programIn(context.next, container)).find((one) => one !== undefined && isAlone(one));
  if (program?.mount?.volume === undefined || !isPersistent(program.mount.volume)) return;
  yield {
    id: 'replicas-without-replication',
    at: strategy(next),
    was: 'Recreate',
    becomes: strategy(next).text ?? 'RollingUpdate',
    cause: `With each update the new Pod starts before the old one ends: two ${program.title} on one claim destroy its files, or the new one does not start.`,
    remedy: 'Leave strategy.type: Recreate.',
  };
}

function* replicas(context: PlanContext, { old, next }: PodPair): Generator<Draft> {
  const [was, becomes] = [context.old.mostReplicas(old), context.next.mostReplicas(next)];
  if (becomes <= was || becomes <= 1 || was > 1) return;
  for (const container of next.running) {
    const program = programIn(context.next, container);
    if (program === undefined || !isAlone(program)) continue;
    const isOwn = program.mount?.volume?.type === 'claimTemplate';
    yield {
      id: 'replicas-without-replication',
      at: next.workload.root.at('spec', 'replicas'),
      was,
      becomes: becomes === Infinity ? 'one on each node' : becomes,
      cause: `Plain ${program.title} does not replicate: ${isOwn ? 'the new Pods start empty, and the Service spreads writes over databases that know nothing of each other' : 'several of them on one claim destroy its files, or do not start'}.`,
      remedy: `Use 1 replica, or ${program.facts.operators?.[0] ?? 'a program that replicates'}.`,
    };
  }
}
