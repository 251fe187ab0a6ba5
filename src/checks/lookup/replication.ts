import { REPLICATION, standsAlone } from '../../facts/programs/placement';
import { keeps, Program, savesNothing } from './programs';
import { toldTo } from './scripts';
import { isPersistent } from './storage';

/** Whether each of several is on its own; where it may be told otherwise in a file that is not here, it is not reported. */
export function isAlone(program: Program): boolean {
  const { facts, told, hidden, mount } = program;
  if (!standsAlone(facts, told, hidden) || replicatesByHand(program)) return false;
  // A cache may be several.
  return facts.kind === 'database' || (mount?.volume !== undefined && isPersistent(mount.volume) && !savesNothing(program));
}

/**
 * Whether each replica of a program that keeps one set of data gets a claim of its own from a template, so that what one is told the
 * others do not know. Of programs that can be told to share data something is said by `isAlone`.
 */
export function isScattered(program: Program): boolean {
  const { facts, mount } = program;
  if (facts.kind === 'database' || facts.clusters !== undefined || facts.disposable === true) return false;
  return mount?.volume?.type === 'claimTemplate' && keeps(program) !== undefined && !replicatesByHand(program);
}

function replicatesByHand({ pod, facts, told }: Program): boolean {
  if (REPLICATION.test(told)) return true;
  return pod.containers.some((container) => {
    // Members are joined after the start too, and what they share to trust each other is mounted.
    const joins = container.at.at('lifecycle', 'postStart', 'exec', 'command').texts;
    const text = [container.image, toldTo(container), ...joins, ...container.mounts.map(({ path }) => path)].join('\n');
    return REPLICATION.test(text) || (facts.clusters instanceof RegExp && facts.clusters.test(text));
  });
}
