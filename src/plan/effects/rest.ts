import { Manifest } from '../../checks/manifest';
import { PodTemplate } from '../../checks/pod-template';
import { withoutServerFields } from '../applied';
import { Draft } from '../change';
import { completed } from '../completed';
import { PlanContext } from '../context';
import { listed } from '../text';
import { differences, Difference } from '../values';

/** What is left of objects that differ: Pods that are replaced, and changes that nothing notices. */
export function* rest(context: PlanContext): Generator<Draft> {
  for (const pair of context.changed) {
    const next = context.appliedTo(pair);
    const [oldPod, nextPod] = [context.old.podsOf(pair.old), context.next.podsOf(pair.next)];
    if (oldPod !== undefined && nextPod !== undefined && !nextPod.isTask && context.isPodChanged(oldPod, nextPod)) {
      yield {
        id: 'pods-replaced',
        at: nextPod.at,
        cause: `The template of the Pods changes, so they are replaced.`,
        remedy: '',
      };
      continue;
    }
    const scaled = scaledDown(oldPod, nextPod);
    if (scaled !== undefined) {
      yield scaled;
      continue;
    }
    yield { id: 'other', at: next.root, cause: `${inWords(places(pair.old, next))}.`, remedy: '' };
  }
  for (const old of context.pairs.removed) {
    const pod = context.old.podsOf(old);
    if (pod === undefined || pod.isTask || !context.isDeleted(old) || context.renamedTo(old) !== undefined) continue;
    yield {
      id: 'workload-gone',
      at: old.root,
      cause: `The workload is no longer there, and ${context.deployer.title} ${context.deployer.does}.`,
      remedy: '',
    };
  }
}

function scaledDown(old: PodTemplate | undefined, next: PodTemplate | undefined): Draft | undefined {
  if (old === undefined || next === undefined || next.isTask) return undefined;
  const [was, becomes] = [old.replicas ?? 1, next.replicas ?? 1];
  if (becomes >= was) return undefined;
  const isSet = next.workload.type === 'apps/StatefulSet' && next.volumes.some(({ type }) => type === 'claimTemplate');
  return {
    id: 'pods-replaced',
    at: next.workload.root.at('spec', 'replicas'),
    was,
    becomes,
    cause: `${becomes === 1 ? 'There is 1 Pod' : `There are ${becomes} Pods`} instead of ${was}${isSet ? '; the claims of those that go stay, unless whenScaled says Delete' : ''}.`,
    remedy: '',
  };
}

function places(old: Manifest, next: Manifest): readonly Difference[] {
  return differences(withoutServerFields(completed(old.body)), withoutServerFields(completed(next.body)), []);
}

function inWords(found: readonly Difference[]): string {
  if (found.length === 0) return 'Only what the server fills in is written, or left out';
  const names = [...new Set(found.map(({ path }) => path.map(String).join('.')))];
  return `Nothing that holds data notices the change of ${listed(names, 3)}`;
}
