/**
 * Modes of the files that ConfigMaps and Secrets become. JSON knows no octal numbers and YAML only those with a zero in front, so that 400
 * is not 0400 but 0620.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#secret-files-permissions
 */

/** The largest mode that the API server takes. */
export const MOST_MODE = 0o777;

/** What files have where nothing is said. */
export const DEFAULT_MODE = 0o644;

/** Modes that people give to files, by the digits that they write. */
const USUAL = [
  ...['400', '440', '444', '500', '511', '544', '550', '555', '600', '604', '640', '644', '660', '664', '666'],
  ...['700', '711', '740', '744', '750', '751', '754', '755', '764', '770', '774', '775', '776', '777'],
];

const isUsual = (mode: number): boolean => USUAL.includes(mode.toString(8));

/** Whether the API server takes a mode. */
export function isFileMode(mode: unknown): boolean {
  return typeof mode === 'number' && Number.isInteger(mode) && mode >= 0 && mode <= MOST_MODE;
}

/** The mode that was meant where its digits have been read as a decimal number; undefined where they are right as they are. */
export function meantMode(mode: number): number | undefined {
  const digits = String(mode);
  if (!USUAL.includes(digits) || isUsual(mode)) return undefined;
  return parseInt(digits, 8);
}

/** What the kubelet makes of a mode in a Pod with an fsGroup: its group may read. */
export const besideFsGroup = (mode: number): number => mode | 0o440;

/** As people write it, with a zero in front. */
export function octal(mode: number): string {
  return Number.isInteger(mode) && mode >= 0 ? `0${mode.toString(8).padStart(3, '0')}` : String(mode);
}
