import type { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { isObject } from '../util/unchecked';

/** What is known of data that a volume may begin with. */
export interface DataOrigin {
  /** What holds it, in words: `claim orders`. */
  readonly title: string;
  /** Where it is: undefined for the namespace of whoever applies it. */
  readonly namespace?: string;
  /** The size that it was asked for. */
  readonly storage?: Size;
  /** The CSI driver that holds it. */
  readonly driver?: string;
  /** Whether it is a file system or a raw device. */
  readonly volumeMode?: kplus.PersistentVolumeMode;
}

/** What knows where its data is. */
interface WithOrigin {
  readonly _origin: DataOrigin;
}

/** What is known of a claim, by whichever copy of this package; undefined for claims of others, of which only the name is. */
export function originOf(value: unknown): DataOrigin | undefined {
  return isObject(value) && isObject(value._origin) ? (value as unknown as WithOrigin)._origin : undefined;
}
