import { RequestProblem, VolumeRequest } from './driver-facts';

/** The sizes of one kind of disk, in GiB. */
export interface SizeRange {
  /** The disk as it is called in messages, with its article. */
  readonly disk: string;
  readonly min: number;
  readonly max: number;
}

/** An amount of GiB in the largest unit that holds it whole. */
export function formatGibibytes(amount: number): string {
  return amount % 1024 === 0 ? `${amount / 1024}Ti` : `${amount}Gi`;
}

export function checkSizeRange(request: VolumeRequest, range: SizeRange): readonly RequestProblem[] {
  if (request.gibibytes >= range.min && request.gibibytes <= range.max) return [];
  return [
    {
      field: 'storage',
      problem: `${range.disk} has ${formatGibibytes(range.min)} to ${formatGibibytes(range.max)}. Ask for a size in between.`,
    },
  ];
}

/** Whether several nodes at once are to reach the volume. */
export function isShared(request: VolumeRequest): boolean {
  return request.accessModes.some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany');
}

/** A file system on a block disk that several nodes write. */
export function checkSharedFileSystem(request: VolumeRequest): readonly RequestProblem[] {
  if (request.volumeMode === 'Block' || !request.accessModes.includes('ReadWriteMany')) return [];
  return [
    {
      field: 'accessModes',
      problem:
        'Two nodes that write one file system on a block disk destroy it. Use ReadWriteOnce, or a network file system for ReadWriteMany.',
    },
  ];
}
