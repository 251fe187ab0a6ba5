import { formatGibibytes } from './block-disk';
import { RequestProblem, VolumeRequest, ZoneProblem } from './driver-facts';

/* What drivers of directories have in common. */

/** What becomes of the directory of a volume, as csi-driver-nfs and csi-driver-smb call it. */
export const ON_DELETE = ['delete', 'retain', 'archive'];

/** A raw device of a driver that has none. */
export function checkNoDevice({ volumeMode }: VolumeRequest): readonly RequestProblem[] {
  if (volumeMode !== 'Block') return [];
  return [{ field: 'volumeMode', problem: 'The driver has directories and no devices. Use Filesystem.' }];
}

/** A size that a driver makes larger without a word, and that is paid for. */
export function checkRounding(request: VolumeRequest, what: string, made: number): readonly RequestProblem[] {
  if (request.gibibytes >= made) return [];
  const size = formatGibibytes(made);
  return [
    { field: 'storage', works: true, problem: `The driver makes ${size} of it, ${what}, and that is what is paid for. Ask for ${size}.` },
  ];
}

/** Zones that a driver does not look at: its servers are reached from all of them. */
export function ignoredZones(zones: readonly string[], server: string): readonly ZoneProblem[] {
  return [
    { zones, works: true, problem: `${server} is reached from every zone, and the driver reads no zones of a class. Leave them out.` },
  ];
}
