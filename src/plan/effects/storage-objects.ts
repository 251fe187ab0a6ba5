import { Claim } from '../../checks/claim';
import { Cursor } from '../../checks/cursor';
import { Manifest } from '../../checks/manifest';
import { DEFAULT_CLASS_ANNOTATIONS } from '../../facts/kubernetes/storage-classes';
import { Draft } from '../change';
import { PlanContext } from '../context';
import { Pair } from '../pairs';
import { afterDeletion, afterVolume, classInWords } from '../stored';
import { cut, listed } from '../text';
import { sameValue } from '../values';

/** What becomes of claims, volumes, classes and snapshots: those that change, and those that go. */
export function* storageObjects(context: PlanContext): Generator<Draft> {
  for (const pair of context.changed) {
    const next = context.appliedTo(pair);
    switch (next.type) {
      case 'PersistentVolumeClaim':
        if (context.isReplaced(next) && (context.hookOf(next) !== undefined || !sameValue(pair.old.body.spec, next.body.spec, 'spec'))) {
          yield* claimGone(context, pair.old, next, 'deletes it and makes it anew');
        }
        break;
      case 'PersistentVolume':
        yield* volumeChanged(pair.old, next);
        break;
      case 'storage.k8s.io/StorageClass':
        yield* classChanged(pair, next);
        break;
      case 'snapshot.storage.k8s.io/VolumeSnapshotContent':
      case 'snapshot.storage.k8s.io/VolumeSnapshotClass':
        yield* deletionPolicyChanged(pair.old, next);
        break;
      default:
    }
  }
  for (const old of context.pairs.removed) {
    if (!context.isDeleted(old)) continue;
    switch (old.type) {
      case 'PersistentVolumeClaim':
        yield* claimGone(context, old, old, context.deployer.does);
        break;
      case 'PersistentVolume':
        yield* volumeGone(context, old);
        break;
      case 'snapshot.storage.k8s.io/VolumeSnapshotContent':
      case 'snapshot.storage.k8s.io/VolumeSnapshot':
        yield* snapshotGone(context, old);
        break;
      default:
    }
  }
}

function keepFirst({ deployer }: PlanContext): string {
  return deployer.keptBy === undefined ? '' : ` To keep the object: ${deployer.keptBy}.`;
}

function* claimGone(context: PlanContext, old: Manifest, at: Manifest, does: string): Generator<Draft> {
  const claim = context.old.claimOf(old) ?? Claim.ofObject(old);
  const users = listed(context.old.podsOfClaim(claim).map(({ workload }) => workload.toString()));
  const used = users === '' ? '' : `, which ${users} mounted`;
  const behind = classInWords(context.old, claim);
  const again = context.next.pods.find(
    ({ volumes, workload, replicas, namespace }) =>
      namespace === old.namespace &&
      volumes.some(({ type, name }) => type === 'claimTemplate' && old.name.startsWith(`${name}-${workload.name}-`) && (replicas ?? 1) > 0),
  );
  const anew = again === undefined ? '' : ` ${again.workload.toString()} then makes a claim of the same name anew, empty.`;
  if (afterDeletion(context.old, claim) === 'kept') {
    yield {
      id: 'left-behind',
      at: at.root,
      cause: `The claim${used} is no longer there, and ${context.deployer.title} ${does}; ${behind} stays, Released, and nothing binds to it by itself.${anew}`,
      remedy: `To use the data again, clear claimRef.uid of the volume and make a claim with its name.${keepFirst(context)}`,
    };
    return;
  }
  yield {
    id: 'claim-deleted',
    at: at.root,
    cause: `The claim${used} is no longer there, and ${context.deployer.title} ${does}; ${behind} goes with it${isSure(context, claim) ? '' : ', unless that says Retain'}.${anew}`,
    remedy: `Keep the claim among the manifests until the data is copied or no longer wanted, or set the volume to Retain first.${keepFirst(context)}`,
  };
}

/** Whether the manifests say so, and it is not what classes do by default. */
function isSure({ old }: PlanContext, claim: Claim): boolean {
  return old.persistentVolume(claim) !== undefined || old.storageClass(claim) !== undefined;
}

function* volumeGone(context: PlanContext, old: Manifest): Generator<Draft> {
  const ref = old.root.at('spec', 'claimRef');
  const claim = ref.at('name').text;
  const of = claim === undefined ? '' : ` of claim ${claim}`;
  if (afterVolume(old) === 'kept') {
    yield {
      id: 'left-behind',
      at: old.root,
      cause: `The volume${of} is no longer there, and ${context.deployer.title} ${context.deployer.does} once its claim is gone; what it holds stays where it lies, without an object that points there.`,
      remedy: `Keep the object, or write down where the data lies.${keepFirst(context)}`,
    };
    return;
  }
  yield {
    id: 'volume-deleted',
    at: old.root.at('spec', 'persistentVolumeReclaimPolicy'),
    was: 'Delete',
    cause: `The volume${of} is no longer there, ${context.deployer.title} ${context.deployer.does}, and its reclaim policy Delete takes the data along once its claim is gone.`,
    remedy: `Set persistentVolumeReclaimPolicy: Retain, and apply that, in a change of its own.${keepFirst(context)}`,
  };
}

function* snapshotGone(context: PlanContext, old: Manifest): Generator<Draft> {
  const isContent = old.kind === 'VolumeSnapshotContent';
  const content = isContent ? old : contentOf(context, old);
  const className = old.root.at('spec', 'volumeSnapshotClassName').text;
  const snapshotClass = context.old.findGlobal('snapshot.storage.k8s.io/VolumeSnapshotClass', className);
  const policy = content?.root.at('spec', 'deletionPolicy').text ?? snapshotClass?.root.at('deletionPolicy').text;
  if (policy === 'Retain') return;
  yield {
    id: 'volume-deleted',
    at: isContent ? old.root.at('spec', 'deletionPolicy') : old.root,
    was: policy,
    cause: `The snapshot is no longer there, ${context.deployer.title} ${context.deployer.does}, and ${policy === undefined ? 'unless its class says deletionPolicy: Retain,' : 'its deletionPolicy Delete takes'} the copy ${policy === undefined ? 'goes with it' : 'along'}.`,
    remedy: `Set deletionPolicy: Retain in its VolumeSnapshotContent first, or keep the object.${keepFirst(context)}`,
  };
}

function contentOf({ old }: PlanContext, snapshot: Manifest): Manifest | undefined {
  const name =
    snapshot.root.at('spec', 'source', 'volumeSnapshotContentName').text ??
    snapshot.root.at('status', 'boundVolumeSnapshotContentName').text;
  return old.findGlobal('snapshot.storage.k8s.io/VolumeSnapshotContent', name);
}

function* volumeChanged(old: Manifest, next: Manifest): Generator<Draft> {
  const [before, after] = [old.root.at('spec'), next.root.at('spec')];
  const [was, becomes] = [before, after].map((spec) => spec.at('persistentVolumeReclaimPolicy').text ?? 'Retain');
  const claim = after.at('claimRef', 'name').text ?? before.at('claimRef', 'name').text;
  const whose = claim === undefined ? 'its claim' : `claim ${claim}`;
  if (was !== becomes && becomes !== 'Retain') {
    yield {
      id: 'policy-deletes',
      at: after.at('persistentVolumeReclaimPolicy'),
      was,
      becomes,
      cause: `From now on the data goes when ${whose} is deleted: by hand, with its namespace, or by what applies the manifests.`,
      remedy: 'Leave persistentVolumeReclaimPolicy: Retain; delete the volume by hand when nobody needs it.',
    };
  }
  const [from, to] = [before, after].map((spec) => spec.at('claimRef'));
  const isMoved = ['name', 'namespace'].some((key) => from.at(key).text !== to.at(key).text) || isOtherUid(from, to);
  if (from.at('name').exists && isMoved) {
    const old_ = `${from.at('namespace').text ?? ''}/${from.at('name').text ?? ''}`.replace(/^\//, '');
    const target =
      to.at('name').text === undefined
        ? 'any claim that fits'
        : `claim ${`${to.at('namespace').text ?? ''}/${to.at('name').text}`.replace(/^\//, '')}`;
    yield {
      id: 'volume-rebound',
      at: to.exists ? to : after,
      was: old_,
      becomes: to.at('name').text,
      cause: `The volume was that of claim ${old_}, and is for ${target} now: the old claim becomes Lost, and its Pods do not start with this data again.`,
      remedy:
        'Where this is a move on purpose: stop the Pods, delete the old claim with the volume on Retain, and give claimRef without uid.',
    };
  }
  const modes = (spec: Cursor) => spec.at('accessModes').texts;
  const wider = modes(after).filter((mode) => !modes(before).includes(mode) && mode !== 'ReadOnlyMany');
  if (wider.length > 0 && !wider.every((mode) => mode === 'ReadWriteOncePod')) {
    yield {
      id: 'access-widened',
      at: after.at('accessModes'),
      was: modes(before).join(', '),
      becomes: modes(after).join(', '),
      cause: `The volume says ${listed(wider)} now: claims may bind to it whose Pods write from several places at once, which a file system of one node does not survive.`,
      remedy: 'Widen the access only where the storage behind serves files to several nodes.',
    };
  }
}

function isOtherUid(from: Cursor, to: Cursor): boolean {
  const [was, becomes] = [from.at('uid').text, to.at('uid').text];
  return was !== undefined && becomes !== undefined && was !== becomes;
}

/** The fields of a class that may change, and what each is for. */
const OF_NEW_VOLUMES: ReadonlyArray<readonly [key: string, what: string]> = [
  ['mountOptions', 'mount options'],
  ['allowedTopologies', 'the zones that are allowed'],
];

function* classChanged({ old }: Pair, next: Manifest): Generator<Draft> {
  for (const [key, what] of OF_NEW_VOLUMES) {
    const [was, becomes] = [old.root.at(key), next.root.at(key)];
    if (sameValue(was.value, becomes.value, key)) continue;
    yield {
      id: 'for-new-volumes',
      at: becomes,
      was: was.value,
      becomes: becomes.value,
      cause: `Of ${what} each volume has its own copy: what is there keeps them, volumes made from now on get the new ones.`,
      remedy:
        key === 'mountOptions'
          ? 'For a volume that is there, change spec.mountOptions of the PersistentVolume; it holds from the next mount.'
          : '',
    };
  }
  const [was, becomes] = [old, next].map(({ root }) => root.at('allowVolumeExpansion').flag === true);
  if (was && !becomes) {
    yield {
      id: 'for-new-volumes',
      at: next.root.at('allowVolumeExpansion'),
      was,
      becomes,
      cause: 'Claims of this class can no longer grow, those that are there neither.',
      remedy: 'Leave allowVolumeExpansion: true, unless the driver cannot grow volumes.',
    };
  }
  const isDefault = ({ root }: Manifest) =>
    DEFAULT_CLASS_ANNOTATIONS.some((key) => root.at('metadata', 'annotations', key).text === 'true');
  if (isDefault(old) === isDefault(next)) return;
  yield {
    id: 'for-new-volumes',
    at: next.root.at('metadata', 'annotations'),
    cause: isDefault(next)
      ? 'Claims that name no class get this one from now on; those that are there keep theirs.'
      : 'Claims that name no class get another one from now on, or wait where there is none; those that are there keep theirs.',
    remedy: 'Name the class in claims that have to be on it.',
  };
}

function* deletionPolicyChanged(old: Manifest, next: Manifest): Generator<Draft> {
  const isContent = next.kind === 'VolumeSnapshotContent';
  const policy = ({ root }: Manifest) => (isContent ? root.at('spec', 'deletionPolicy') : root.at('deletionPolicy'));
  const [was, at] = [policy(old), policy(next)];
  if (was.text === at.text || at.text !== 'Delete') return;
  yield {
    id: isContent ? 'policy-deletes' : 'for-new-volumes',
    at,
    was: cut(was.text ?? ''),
    becomes: at.text,
    cause: isContent
      ? 'From now on the copy goes when its VolumeSnapshot is deleted.'
      : 'Snapshots made from now on go with their VolumeSnapshot; those that are there keep their policy.',
    remedy: 'Leave deletionPolicy: Retain for copies that somebody relies on.',
  };
}
