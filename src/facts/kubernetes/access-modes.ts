/**
 * What access modes mean together, and what volumes that no CSI driver serves can promise.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
 */

const ONE_POD = 'ReadWriteOncePod';

/** Why the API server refuses modes beside one another; undefined where it takes them. */
export function modesTogetherProblem(modes: readonly string[]): string | undefined {
  if (!modes.includes(ONE_POD) || new Set(modes).size === 1) return undefined;
  return 'ReadWriteOncePod stands alone: the API server refuses it beside other modes. Use it alone.';
}

/** Sources of volumes that are no CSI driver. */
export const PLAIN_SOURCES = ['nfs', 'local', 'hostPath'] as const;
export type PlainSource = (typeof PLAIN_SOURCES)[number];

/** One thing that a volume of such a source cannot be. */
export interface SourceProblem {
  /** The mode that is meant. */
  readonly mode: string;
  readonly problem: string;
  /** Whether it works on the one node that has the data. */
  readonly works: boolean;
}

/** What is wrong with the modes of a volume that no CSI driver serves. */
export function sourceModeProblems(source: PlainSource, modes: readonly string[]): SourceProblem[] {
  return modes.flatMap((mode): SourceProblem[] => {
    if (mode === ONE_POD) {
      return [{ mode, works: false, problem: 'ReadWriteOncePod is for CSI drivers only. Use ReadWriteOnce, or a CSI source.' }];
    }
    if (source !== 'local' || mode === 'ReadWriteOnce') return [];
    return [
      { mode, works: true, problem: 'A local volume is a disk of one node, so Pods of other nodes cannot mount it. Use ReadWriteOnce.' },
    ];
  });
}

/** Why a volume of a CSI disk cannot be attached with these modes, which the attacher has to put into one; undefined where it can. */
export function attachedModesProblem(modes: readonly string[]): string | undefined {
  if (modes.includes('ReadWriteMany') || !modes.includes('ReadOnlyMany') || !modes.includes('ReadWriteOnce')) return undefined;
  return 'ReadOnlyMany beside ReadWriteOnce cannot be said to a CSI driver, so the volume is never attached. Keep one of them.';
}

/** Why a local volume that names several nodes is a mistake; undefined where it names one. */
export function localNodesProblem(nodes: readonly string[]): string | undefined {
  return nodes.length > 1 ? 'A local volume is on one node: each has other data. Make a volume for each.' : undefined;
}
