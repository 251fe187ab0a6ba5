import { capital } from '../../util/capital';
import { customResource } from '../../facts/operators';
import { Manifest } from '../../checks/manifest';
import { Draft } from '../change';
import { PlanContext } from '../context';

/** Objects with which data goes when they are deleted. */
const HOLD_DATA = new Set([
  'PersistentVolumeClaim',
  'PersistentVolume',
  'Namespace',
  'apps/StatefulSet',
  'snapshot.storage.k8s.io/VolumeSnapshot',
  'snapshot.storage.k8s.io/VolumeSnapshotContent',
]);

/** What keeps an object that has gone from the manifests: those that it keeps, and those that it keeps no longer. */
export function* guards(context: PlanContext): Generator<Draft> {
  const { title, keptBy } = context.deployer;
  if (keptBy === undefined) return;
  for (const old of context.pairs.removed) {
    if (!context.isKept(old)) continue;
    yield {
      id: 'object-kept',
      at: old.root,
      cause: `The object is no longer there, and ${title} leaves it alone, as it was told to in ${context.guardOf(old)!}. From now on nobody applies it.`,
      remedy: '',
    };
  }
  for (const pair of context.changed) {
    const next = context.appliedTo(pair);
    const guard = context.guardOf(pair.old);
    if (guard === undefined || context.guardOf(next) !== undefined || !holdsData(next)) continue;
    yield {
      id: 'guard-removed',
      at: next.root.at('metadata'),
      cause: `${capital(guard)} is gone: the next time that the object is not among the manifests, ${title} deletes it, and what it holds goes as its policies say.`,
      remedy: `Leave ${guard}, unless the data may go with the manifests.`,
    };
  }
}

const holdsData = ({ type }: Manifest): boolean => HOLD_DATA.has(type) || customResource(type) !== undefined;
