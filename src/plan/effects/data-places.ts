import { normalizePath, isWithin } from '../../facts/kubernetes/paths';
import { toldTo, variablesOf, wordsOf } from '../../checks/lookup/scripts';
import { Program, programIn } from '../../checks/lookup/programs';
import { Container, Mount, PodTemplate, PodVolume } from '../../checks/pod-template';
import { Draft } from '../change';
import { containerLike, repositoryOf } from '../containers';
import { PlanContext, PodPair } from '../context';
import { describeVolume, isDataMount, isSameData, isWritten, Stored, storedIn } from '../stored';

/*
 * Where the Pods of a workload find their data, before and after: by the claims that are mounted, and by the directories in which programs
 * look.
 */

/** Workloads that come up without the data that they had. */
export function* dataPlaces(context: PlanContext): Generator<Draft> {
  for (const pair of context.pods) {
    if (pair.old.isTask || pair.next.isTask) continue;
    if (!pair.renamed && pair.old.at.value === pair.next.at.value) continue;
    yield* ofPair(context, pair);
  }
}

/** A volume that a workload comes up without. */
export interface Lost {
  readonly stored: Stored;
  /** What is mounted in its place; undefined where nothing is. */
  readonly instead?: PodVolume;
}

/** The volumes that a workload comes up without. */
export function lostIn(context: PlanContext, pair: PodPair): readonly Lost[] {
  const after = dataOf(pair.next, context.next);
  return dataOf(pair.old, context.old)
    .filter((stored) => isWritten(pair.old, stored.volume) && !after.some((other) => isSameData(context, stored, other)))
    .filter((stored) => !isTakenElsewhere(context, pair, stored))
    .map((stored) => ({ stored, instead: counterpart(pair.old, pair.next, stored.volume)?.volume }));
}

const dataOf = (pod: PodTemplate, set: PlanContext['old']) => pod.volumes.flatMap((volume) => storedIn(set, pod, volume) ?? []);

function* ofPair(context: PlanContext, pair: PodPair): Generator<Draft> {
  const told = new Set<PodVolume>();
  const after = dataOf(pair.next, context.next);
  for (const stored of dataOf(pair.old, context.old)) {
    if (!isWritten(pair.old, stored.volume)) continue;
    const same = after.filter((other) => isSameData(context, stored, other));
    if (same.length === 0) {
      told.add(stored.volume);
      continue;
    }
    const other = movedMount(context, pair, stored, same);
    if (other !== undefined) {
      told.add(stored.volume);
      yield other;
    }
  }
  const lost = lostIn(context, pair).map(({ stored }) => stored);
  if (lost.length > 0) yield* replaced(context, pair, lost);
  yield* programs(context, pair, told);
  if (pair.renamed) yield* sharedByTwo(context, pair, after);
}

/** Whether another workload, which did not have it, mounts the data now. */
function isTakenElsewhere(context: PlanContext, { next }: PodPair, stored: Stored): boolean {
  const name = stored.volume.claimName;
  const object = name === undefined ? undefined : context.next.find('PersistentVolumeClaim', stored.pod.namespace, name);
  const claim = object && context.next.claimOf(object);
  if (claim === undefined) return false;
  return context.next.podsOfClaim(claim).some((pod) => {
    if (pod === next || pod.isTask) return false;
    const before = context.oldOf(pod.workload);
    const oldPod = before && context.old.podsOf(before);
    return oldPod === undefined || !oldPod.volumes.some(({ claimName }) => claimName === name);
  });
}

/** One sentence for all volumes that a workload no longer has. */
function* replaced(context: PlanContext, { old, next, renamed }: PodPair, lost: readonly Stored[]): Generator<Draft> {
  const parts = lost.map((stored) => ({ stored, instead: replacementOf(old, next, stored) }));
  const [before, after] = [old.namespace, next.namespace];
  const isElsewhere = before !== undefined && after !== undefined && before !== after;
  const sentences = parts.map(
    ({ stored, instead }) =>
      `${instead}${isElsewhere ? ` of namespace ${after}` : ''} instead of ${describeVolume(stored)}${isElsewhere ? ` of ${before}` : ''}`,
  );
  const [{ stored: first, instead: firstInstead }] = parts;
  const what = renamed ? renamedInWords(old, next) : `${next.workload.kind} ${next.workload.name} comes up with other volumes`;
  const refused =
    !renamed &&
    first.volume.type === 'claimTemplate' &&
    old.workload.type === 'apps/StatefulSet' &&
    next.workload.type === 'apps/StatefulSet';
  yield {
    id: renamed ? 'workload-renamed' : 'claim-replaced',
    ...(renamed
      ? identityOf(old, next)
      : { at: placeOf(next, first) ?? next.spec.at('volumes'), was: describeVolume(first), becomes: firstInstead }),
    cause: `${what}: it starts on ${sentences.join(', on ')}; the old data stays behind.${refused ? ' The server refuses this first; after the usual kubectl delete --cascade=orphan it happens.' : ''}`,
    remedy: wayOut(context, old, next, first, renamed),
  };
}

/** What tells the two objects apart: the name, else the namespace, else the kind. */
function identityOf({ workload: old }: PodTemplate, { workload: next }: PodTemplate): Pick<Draft, 'at' | 'was' | 'becomes'> {
  if (old.name !== next.name) return { at: next.root.at('metadata', 'name'), was: old.name, becomes: next.name };
  return old.kind === next.kind
    ? { at: next.root.at('metadata', 'namespace'), was: old.namespace, becomes: next.namespace }
    : { at: next.root.at('kind'), was: old.kind, becomes: next.kind };
}

function renamedInWords(old: PodTemplate, next: PodTemplate): string {
  const [before, after] = [old.workload, next.workload];
  const changes = [
    before.kind === after.kind ? '' : `is a ${after.kind} now`,
    before.name === after.name ? '' : `is called ${after.name} now`,
    before.namespace === after.namespace || before.namespace === undefined || after.namespace === undefined
      ? ''
      : `is in namespace ${after.namespace} now`,
  ].filter((change) => change !== '');
  return `${before.kind} ${before.name} ${changes.join(' and ') || 'is another object now'}`;
}

function wayOut(context: PlanContext, old: PodTemplate, next: PodTemplate, stored: Stored, renamed: boolean): string {
  const bring =
    'set the volume to Retain, scale to 0, delete the old claim, clear claimRef.uid of the volume, and make the claim under the new name with volumeName';
  if (renamed) {
    const keep =
      context.deployer.deletes && stored.volume.type !== 'claimTemplate' ? ' Keep the old claim among the manifests until then.' : '';
    const plain =
      next.workload.type === 'apps/StatefulSet' && stored.volume.claimName !== undefined
        ? ` Or mount claim ${stored.volume.claimName} as a plain volume.`
        : '';
    return `Keep the old name; or take the claims over before: ${bring}.${plain}${keep}`;
  }
  return old.workload.type === 'apps/StatefulSet' && stored.volume.type === 'claimTemplate'
    ? `Keep the name of the template; or take the claims over before: ${bring}.`
    : `Mount ${describeVolume(stored)} again; or copy the data with the writer stopped, or take the volume over: ${bring}.`;
}

/** What a container finds where the volume was. */
function replacementOf(old: PodTemplate, next: PodTemplate, { volume }: Stored): string {
  const mount = counterpart(old, next, volume);
  if (mount === undefined) return "nothing but the container's own layer";
  if (mount.volume === undefined) return `volume ${mount.name ?? ''}`;
  const name = describeVolume({ pod: next, volume: mount.volume });
  return mount.volume.type === 'claimTemplate' || mount.volume.type === 'persistentVolumeClaim' ? name : name.replace(/, which.*/, '');
}

function placeOf(next: PodTemplate, { volume, pod }: Stored) {
  return counterpart(pod, next, volume)?.volume?.at;
}

/** The mount at a path where a volume was mounted before. */
function counterpart(old: PodTemplate, next: PodTemplate, volume: PodVolume): Mount | undefined {
  for (const mount of old.mountsOf(volume)) {
    if (!isDataMount(mount)) continue;
    const container = containerLike(old, next, mount.container);
    const same = container?.mounts.find(({ path }) => path !== undefined && normalizePath(path) === normalizePath(mount.path!));
    if (same !== undefined) return same;
  }
  return undefined;
}

/** The same data at another path, or another part of it at the same one; programs that are known are looked at on their own. */
function movedMount(context: PlanContext, { old, next }: PodPair, { volume }: Stored, same: readonly Stored[]): Draft | undefined {
  const volumes = new Set(same.map((stored) => stored.volume));
  for (const mount of old.mountsOf(volume)) {
    if (!isDataMount(mount) || !mount.writable || mount.isDevice) continue;
    const container = containerLike(old, next, mount.container);
    if (container === undefined || holdsProgramData(context, mount, container)) continue;
    const mounts = container.mounts.filter((other) => other.volume !== undefined && volumes.has(other.volume));
    const path = normalizePath(mount.path!);
    const at = mounts.find((other) => other.path !== undefined && normalizePath(other.path) === path);
    if (at !== undefined) {
      if (partOf(at) === partOf(mount)) continue;
      return {
        id: 'data-directory-moved',
        at: at.at.at(at.at.at('subPathExpr').exists ? 'subPathExpr' : 'subPath'),
        was: partOf(mount),
        becomes: partOf(at),
        cause: `${next.workload.toString()} sees another part of ${describeVolume({ pod: next, volume: at.volume! })} at ${path}: ${dirInWords(at)} instead of ${dirInWords(mount)}, where its data stays behind.`,
        remedy: `Leave subPath as it is; or move the files in the volume first, with the workload stopped.`,
      };
    }
    const other = mounts.find((one) => partOf(one) === partOf(mount) && one.path !== undefined);
    if (other === undefined || isTold(mount.container, container, other.path!)) continue;
    const isSameImage = repositoryOf(mount.container) === repositoryOf(container);
    return {
      id: 'data-directory-moved',
      effect: isSameImage ? undefined : 'at-risk',
      at: other.at.at('mountPath'),
      was: mount.path,
      becomes: other.path,
      cause: `${next.workload.toString()} has ${describeVolume({ pod: next, volume: other.volume! })} at ${other.path!} instead of ${mount.path!}: unless the program looks there, it comes up without its data, and writes to the container's own layer.`,
      remedy: `Leave mountPath: ${mount.path!}, or tell the program its new directory in the same change.`,
    };
  }
  return undefined;
}

function partOf({ subPath, at, container }: Mount): string {
  const written = subPath ?? '';
  const part = at.at('subPathExpr').exists ? filledIn(container, written) : written;
  return normalizePath(part).replace(/^\.?\/?|\/$/g, '');
}

/** An expression with the variables of the container, as the kubelet puts them in; those that are not written there stay. */
function filledIn(container: Container, text: string): string {
  const variables = variablesOf(container);
  return text.replace(/\$\(([A-Za-z_][\w.-]*)\)/g, (whole, name: string) => variables.get(name) ?? whole);
}

function dirInWords(mount: Mount): string {
  const part = partOf(mount);
  return part === '' ? 'its root' : `directory ${part}`;
}

/** Whether a container is told a path now that it was not told before. */
function isTold(old: Container, next: Container, path: string): boolean {
  const says = (container: Container) => `${toldTo(container)}\n${wordsOf(container).join('\n')}`.includes(path.replace(/\/$/, ''));
  return says(next) && !says(old);
}

/** Whether both containers run the same known program, and the mount has its data. */
function holdsProgramData(context: PlanContext, mount: Mount, container: Container): boolean {
  const [before, after] = [programIn(context.old, mount.container), programIn(context.next, container)];
  return before !== undefined && after !== undefined && before.facts === after.facts && before.mount === mount;
}

/** Programs that are known, and look for their data elsewhere. */
function* programs(context: PlanContext, { old, next }: PodPair, told: ReadonlySet<PodVolume>): Generator<Draft> {
  for (const container of old.running) {
    const before = programIn(context.old, container);
    const counter = before && containerLike(old, next, container);
    const after = counter && programIn(context.next, counter);
    if (before?.mount?.volume === undefined || after === undefined || after.facts !== before.facts || told.has(before.mount.volume)) {
      continue;
    }
    const stored = storedIn(context.old, old, before.mount.volume);
    if (stored === undefined) continue;
    const [was, becomes] = [placeIn(before), placeIn(after)];
    const isSame = after.mount?.volume !== undefined && isSameDataOf(context, next, stored, after.mount.volume);
    if (was === undefined || (isSame && (becomes === undefined || (was === becomes && !hasLayoutChanged(before, after))))) continue;
    if (!isSame && after.directories.length > 1 && after.directories.includes(before.directory)) continue;
    yield moved(before, after, isSame);
  }
}

function isSameDataOf(context: PlanContext, next: PodTemplate, stored: Stored, volume: PodVolume): boolean {
  const other = storedIn(context.next, next, volume);
  return other !== undefined && isSameData(context, stored, other);
}

/** The place of the data in its volume: a directory below its root; undefined where nobody knows. */
function placeIn({ mount, directory }: Program): string | undefined {
  if (mount?.path === undefined || directory.includes('$')) return undefined;
  if (mount.isDevice) return '';
  const [path, data] = [normalizePath(mount.path), normalizePath(directory)];
  const below = isWithin(data, path) ? data.slice(path.length).replace(/^\//, '') : '';
  return [partOf(mount), below].filter((part) => part !== '').join('/');
}

/** Whether the image keeps its data in another place of the same directory: below one of its version. */
function hasLayoutChanged(before: Program, after: Program): boolean {
  return (
    !before.moved &&
    !after.moved &&
    before.layout !== after.layout &&
    (before.layout.below?.source ?? '') !== (after.layout.below?.source ?? '')
  );
}

function moved(before: Program, after: Program, isSame: boolean): Draft {
  const { pod, container, title, directory } = after;
  const volume = describeVolume({ pod: before.pod, volume: before.mount!.volume! });
  const where =
    after.mount === undefined
      ? "the container's own layer"
      : after.mount.volume === undefined
        ? `volume ${after.mount.name ?? ''}`
        : describeVolume({ pod, volume: after.mount.volume });
  const byImage = !after.moved && before.layout !== after.layout;
  const part = after.mount === undefined ? '' : partOf(after.mount);
  const isOtherPart = before.mount !== undefined && after.mount !== undefined && partOf(before.mount) !== part;
  const place = isOtherPart
    ? `${directory}, which is ${part === '' ? 'the root' : `directory ${part}`} of the volume now`
    : directory === before.directory && isSame
      ? 'a directory named after its version'
      : directory;
  const why = byImage ? `Image ${container.image ?? ''} keeps the data of ${title} in ${place}` : `${title} looks for its data in ${place}`;
  const refuses =
    byImage && /(^|\/)postgres(:|@)/.test(container.image ?? '')
      ? ' The official image does not start at all where it finds the old mount.'
      : '';
  return {
    id: 'data-directory-moved',
    at: byImage ? container.at.at('image') : after.mount === undefined ? container.at.at('volumeMounts') : after.mount.at.at('mountPath'),
    was: before.directory,
    becomes: directory,
    cause: `${why}, on ${isSame ? `another place of ${volume}` : where}; what it has lies in ${before.directory} on ${volume}, and stays behind: it comes up empty.${refuses}`,
    remedy: byImage
      ? `Bring the data over first: dump it from the running version and restore it into the new one. Or stay with ${before.container.image ?? 'the old image'}.`
      : `Leave the directory, or move the files first, with the workload stopped.`,
  };
}

/** Two workloads of which one was to take over from the other: where the old one stays, both have the data. */
function* sharedByTwo(context: PlanContext, { old, next }: PodPair, after: readonly Stored[]): Generator<Draft> {
  if (context.isDeleted(old.workload)) return;
  const before = old.volumes.flatMap((volume) => storedIn(context.old, old, volume) ?? []);
  const shared = before.find((stored) => isWritten(old, stored.volume) && after.some((other) => isSameData(context, stored, other)));
  if (shared === undefined || old.workload.namespace !== next.workload.namespace) return;
  yield {
    id: 'shared-by-two',
    at: next.workload.root,
    cause: `${old.workload.toString()} is no longer there, and ${context.deployer.title} leaves it running: ${next.workload.toString()} mounts ${describeVolume(shared)} beside it, and both write.`,
    remedy: `Scale ${old.workload.toString()} to 0, or delete it, before this is applied.`,
  };
}
